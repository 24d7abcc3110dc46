import type { StoredRecord } from '../coordinator/durable/stored-record.ts'
import type { RedisClient } from '../coordinator/redis/client.ts'
import type { Keys } from '../coordinator/redis/keys.ts'
import { storedCalls, transformCall } from './calls.ts'
import { migrations } from './index.ts'
import { type LockTimes, withLock } from './lock.ts'
import type { Migration } from './migration.ts'
import { MigrationHistory, type MigrationState } from './migration-history.ts'

export { DataIsNewer } from './migration-history.ts'

export interface MigrationDeps {
  redis: RedisClient
  keys: Keys
  steps?: readonly Migration[]
  lockTimes?: LockTimes
}

export interface AppliedMigration {
  id: number
  name: string
  /** How many stored calls it changed. */
  calls: number
}

/**
 * Every step that this version knows, and whether it was applied. One round trip.
 * @throws {DataIsNewer} when a step was applied that this version does not know
 */
export function migrationStates({
  redis,
  keys,
  steps = migrations,
}: MigrationDeps): Promise<MigrationState[]> {
  return new MigrationHistory(redis, keys, steps).states()
}

/**
 * Applies the pending steps in order. If several processes call it at once, one applies them and the others wait. A step
 * whose process died is begun again.
 * @throws {DataIsNewer} before anything is changed
 */
export async function applyMigrations(deps: MigrationDeps): Promise<AppliedMigration[]> {
  const { redis, keys, steps = migrations } = deps
  const history = new MigrationHistory(redis, keys, steps)
  const pending = async () => {
    const open = new Set(
      (await history.states()).filter(({ state }) => state !== 'applied').map(({ id }) => id),
    )
    return steps.filter(({ id }) => open.has(id))
  }
  if ((await pending()).length === 0) return []
  const run = async (checkLock: () => Promise<void>) => {
    const applied: AppliedMigration[] = []
    for (const step of await pending()) {
      // Written first, so that a process of an older version sees from now on that the data is newer.
      await history.begin(step, new Date().toISOString())
      await step.up?.(redis, keys)
      applied.push({
        id: step.id,
        name: step.name,
        calls: await transformCalls(redis, keys, step, checkLock),
      })
      await checkLock()
      await history.finish(step, new Date().toISOString())
    }
    return applied
  }
  return withLock(redis, migratingKey(keys), run, deps.lockTimes)
}

/**
 * Applies the steps after `id` once more: data of a version that lacked them was just put into the site.
 * @throws {DataIsNewer} before anything is changed
 */
export async function applyAfter(deps: MigrationDeps, id: number): Promise<void> {
  const { redis, keys, steps = migrations } = deps
  await migrationStates(deps)
  await withLock(
    redis,
    migratingKey(keys),
    async (checkLock) => {
      for (const step of steps.filter((it) => it.id > id)) {
        await step.up?.(redis, keys)
        await transformCalls(redis, keys, step, checkLock)
      }
    },
    deps.lockTimes,
  )
}

export interface MigrationDryRun {
  /** The steps that would be applied, and how many calls each would change. */
  pending: { id: number; name: string; calls: number }[]
  /** How many stored calls were tried. */
  calls: number
  failures: { callSid: string; step: string; reason: string }[]
}

/**
 * Runs all pending steps on a copy of every stored call, and reads the results. Changes nothing.
 * @param read throws when this version cannot read the call
 */
export async function dryRunMigrations(
  deps: MigrationDeps,
  read: (call: StoredRecord) => void,
): Promise<MigrationDryRun> {
  const { redis, keys, steps = migrations } = deps
  const states = await migrationStates(deps)
  const open = steps.filter((step) => states.some(({ id, state }) => id === step.id && state !== 'applied'))
  const report: MigrationDryRun = {
    pending: open.map(({ id, name }) => ({ id, name, calls: 0 })),
    calls: 0,
    failures: [],
  }
  for await (const { call } of storedCalls(redis, keys)) {
    report.calls += 1
    let at = 'read'
    try {
      let tried = call
      for (const [place, step] of open.entries()) {
        if (!step.calls || tried.version >= step.calls.to) continue
        at = `${step.id} ${step.name}`
        tried = { ...tried, ...step.calls.transform(tried), version: step.calls.to }
        const line = report.pending[place]
        if (line) line.calls += 1
      }
      at = 'read'
      read(tried)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      report.failures.push({ callSid: call.id, step: at, reason })
    }
  }
  return report
}

const migratingKey = ({ prefix }: Keys) => `${prefix}migrating`

async function transformCalls(
  redis: RedisClient,
  keys: Keys,
  step: Migration,
  checkLock: () => Promise<void>,
): Promise<number> {
  if (!step.calls) return 0
  let changed = 0
  for await (const found of storedCalls(redis, keys)) {
    await checkLock()
    if (await transformCall(redis, keys, step.calls, found)) changed += 1
  }
  return changed
}
