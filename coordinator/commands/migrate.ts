import { upgradeCall } from '../../migrations/index.ts'
import {
  applyMigrations,
  dryRunMigrations,
  type MigrationDeps,
  migrationStates,
} from '../../migrations/runner.ts'
import { callRecordFrom } from '../calls/call-record.ts'
import type { StoredRecord } from '../durable/stored-record.ts'
import { keysOf } from '../redis/keys.ts'
import { readSettings } from '../settings.ts'
import { parseArguments, runCommand } from './command.ts'
import { print } from './output.ts'
import { openRedis } from './services.ts'

const USAGE = `usage: npm run migrate -- [--status | --dry-run]
Applies the migrations that are pending.
  --status   lists all migrations
  --dry-run  tries the pending ones against the stored calls, and changes nothing
Exit code 1: a migration failed, or this version cannot read a stored call.`

await runCommand({
  usage: USAGE,
  parse: (args) =>
    parseArguments(args, {
      status: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
    }).values,
  async main(given, shutdown) {
    const settings = readSettings(process.env)
    const deps = { redis: await openRedis(settings, shutdown), keys: keysOf(settings.site) }
    if (given.status) return showStates(deps)
    if (given['dry-run']) return tryPending(deps)
    return apply(deps)
  },
})

async function showStates(deps: MigrationDeps): Promise<undefined> {
  for (const { id, name, state, finishedAt } of await migrationStates(deps))
    print(`${id} ${name}: ${state}${finishedAt === null ? '' : ` ${finishedAt}`}`)
}

async function apply(deps: MigrationDeps): Promise<undefined> {
  const applied = await applyMigrations(deps)
  if (applied.length === 0) print('Nothing to apply: the stored data is of this version.')
  for (const { id, name, calls } of applied) print(`${id} ${name}: applied, ${calls} stored calls changed`)
}

async function tryPending(deps: MigrationDeps): Promise<number> {
  const { pending, calls, failures } = await dryRunMigrations(deps, readAsCallActorsDo)
  if (pending.length === 0) print('Nothing to apply.')
  for (const step of pending)
    print(`${step.id} ${step.name}: would be applied, and change ${step.calls} stored calls`)
  print(
    `${calls - failures.length} of ${calls} stored calls can be read by this version. Nothing was changed.`,
  )
  for (const { callSid, step, reason } of failures) print(`${callSid}: ${step}: ${reason}`)
  return failures.length > 0 ? 1 : 0
}

/** @throws {Error} when this version cannot read the call */
function readAsCallActorsDo({ id, snapshot, timers, view, version }: StoredRecord): void {
  const text = [snapshot, timers, view].map((part) => JSON.stringify(part))
  callRecordFrom(id, ['0', '0', ...text, String(version)], upgradeCall)
}
