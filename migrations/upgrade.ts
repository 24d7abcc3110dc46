import type { Upgrade } from '../coordinator/calls/call-record.ts'
import type { Migration } from './migration.ts'

/** Takes a call through each step that its version is older than, in order. Pure. */
export const upgradeBy =
  (steps: readonly Migration[]): Upgrade =>
  (call) => {
    let found = call
    for (const { calls } of steps)
      if (calls && found.version < calls.to)
        found = { ...found, ...calls.transform(found), version: calls.to }
    return found
  }
