import type { StoredRecord } from '../coordinator/durable/stored-record.ts'
import type { RedisClient } from '../coordinator/redis/client.ts'
import type { Keys } from '../coordinator/redis/keys.ts'
import { storedCalls, transform } from './calls.ts'
import { migrations } from './index.ts'
import { Ledger, type StepState } from './ledger.ts'
import { type LockTimes, locked } from './lock.ts'
import type { Migration } from './migration.ts'

export { DataIsNewer, type StepState } from './ledger.ts'

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
 * @throws {DataIsNewer} when a step was applied that this version does not know.
 */
export function migrationStates({ redis, keys, steps = migrations }: MigrationDeps): Promise<StepState[]> {
  return new Ledger(redis, keys, steps).states()
}

/**
 * Applies what is pending, in order. Several processes may do so at once: one does, the others wait
 * for it and find nothing left. A step whose process died is begun again.
 * @throws {DataIsNewer} before anything is changed.
 */
export async function applyPending(parts: MigrationDeps): Promise<AppliedMigration[]> {
  const { redis, keys, steps = migrations } = parts
  const ledger = new Ledger(redis, keys, steps)
  const pending = async () => {
    const open = new Set(
      (await ledger.states()).filter(({ state }) => state !== 'applied').map(({ id }) => id),
    )
    return steps.filter(({ id }) => open.has(id))
  }
  if ((await pending()).length === 0) return []
  const run = async (stillOurs: () => Promise<void>) => {
    const applied: AppliedMigration[] = []
    for (const step of await pending()) {
      // The row first: whoever looks from now on, of whatever version, sees that the step was begun.
      await ledger.begin(step, new Date().toISOString())
      await step.up?.(redis, keys)
      applied.push({ id: step.id, name: step.name, calls: await transformAll(redis, keys, step, stillOurs) })
      await stillOurs()
      await ledger.finish(step, new Date().toISOString())
    }
    return applied
  }
  return locked(redis, `${keys.prefix}migrating`, run, parts.lockTimes)
}

export interface DryRun {
  /** Steps that would be applied. */
  pending: { id: number; name: string; calls: number }[]
  /** Stored calls that were tried. */
  calls: number
  failures: { callSid: string; step: string; reason: string }[]
}

/**
 * Takes a copy of every stored call through all pending steps, and reads the result as this version
 * would. Changes nothing.
 * @param read throws when this version cannot read the call.
 */
export async function dryRun(parts: MigrationDeps, read: (call: StoredRecord) => void): Promise<DryRun> {
  const { redis, keys, steps = migrations } = parts
  const states = await migrationStates(parts)
  const open = steps.filter((step) => states.some(({ id, state }) => id === step.id && state !== 'applied'))
  const report: DryRun = {
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

async function transformAll(
  redis: RedisClient,
  keys: Keys,
  step: Migration,
  stillOurs: () => Promise<void>,
): Promise<number> {
  if (!step.calls) return 0
  let changed = 0
  for await (const found of storedCalls(redis, keys)) {
    await stillOurs()
    if (await transform(redis, keys, step.calls, found)) changed += 1
  }
  return changed
}
