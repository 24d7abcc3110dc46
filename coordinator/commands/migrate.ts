import { parseArgs } from 'node:util'
import { upgradeCall } from '../../migrations/index.ts'
import { applyPending, dryRun, type MigrationDeps, migrationStates } from '../../migrations/runner.ts'
import { callRecordFrom, type StoredCall } from '../calls/call-record.ts'
import { closeRedis, connectRedis, untilReady } from '../redis/connect.ts'
import { keysOf } from '../redis/keys.ts'
import { readSettings, SettingsError } from '../settings.ts'
import { redisFor } from './launcher/redis-for.ts'

/** `npm run migrate`. */
const QUIET = { info: () => undefined, warn: () => undefined }
const CONNECT_MS = 5_000

const print = (line: string) => process.stdout.write(`${line}\n`)

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { status: { type: 'boolean', default: false }, 'dry-run': { type: 'boolean', default: false } },
  })
  const settings = readSettings(process.env)
  const running = await redisFor(settings)
  const redis = connectRedis(running.redis, 'commands', QUIET)
  try {
    await untilReady(redis, CONNECT_MS)
    const parts = { redis, keys: keysOf(settings.site) }
    if (values.status) await showStates(parts)
    else if (values['dry-run']) await tryOut(parts)
    else await apply(parts)
  } finally {
    await closeRedis(redis)
    await running.stop()
  }
}

async function showStates(parts: MigrationDeps): Promise<void> {
  for (const { id, name, state, finishedAt } of await migrationStates(parts)) {
    print(`${id} ${name}: ${state}${finishedAt === null ? '' : ` ${finishedAt}`}`)
  }
}

async function apply(parts: MigrationDeps): Promise<void> {
  const applied = await applyPending(parts)
  if (applied.length === 0) print('Nothing to apply: the stored data is of this version.')
  for (const { id, name, calls } of applied) print(`${id} ${name}: applied, ${calls} stored calls changed`)
}

async function tryOut(parts: MigrationDeps): Promise<void> {
  const { pending, calls, failures } = await dryRun(parts, readAsNow)
  if (pending.length === 0) print('Nothing to apply.')
  for (const step of pending)
    print(`${step.id} ${step.name}: would be applied, and change ${step.calls} stored calls`)
  print(
    `${calls - failures.length} of ${calls} stored calls can be read by this version. Nothing was changed.`,
  )
  for (const { callSid, step, reason } of failures) print(`${callSid}: ${step}: ${reason}`)
  if (failures.length > 0) process.exitCode = 1
}

/** As the call actors do, field by field. */
function readAsNow({ callSid, snapshot, timers, view, version }: StoredCall): void {
  const text = [snapshot, timers, view].map((part) => JSON.stringify(part))
  callRecordFrom(callSid, ['0', '0', ...text, String(version)], upgradeCall)
}

await main().catch((error: unknown) => {
  const lines =
    error instanceof SettingsError ? error.lines : [error instanceof Error ? error.message : String(error)]
  process.stderr.write(`${lines.join('\n')}\n`)
  process.exitCode = 1
})
