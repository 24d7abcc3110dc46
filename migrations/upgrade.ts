import type { Upgrade } from '../coordinator/durable/stored-record.ts'
import type { Migration } from './migration.ts'

/** Runs on a record each step whose version is newer than the record's, in order. Pure. */
export const upgradeBy =
  (steps: readonly Migration[], kind: 'calls' | 'agents'): Upgrade =>
  (record) => {
    let upgraded = record
    for (const { [kind]: step } of steps)
      if (step && upgraded.version < step.to)
        upgraded = { ...upgraded, ...step.transform(upgraded), version: step.to }
    return upgraded
  }
