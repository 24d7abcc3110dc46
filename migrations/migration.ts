import type { StoredCall } from '../coordinator/calls/call-record.ts'
import type { RedisClient } from '../coordinator/redis/client.ts'
import type { Keys } from '../coordinator/redis/keys.ts'

/** One numbered step. It may be begun again after a crash in its middle, so it must bear that. */
export interface Migration {
  /** 1, 2, 3, …; never changed once it was released. */
  readonly id: number
  readonly name: string
  up?(redis: RedisClient, keys: Keys): Promise<void>
  readonly calls?: CallStep
}

/**
 * Brings stored calls from the version before to `to`. It is run on all that are stored, live or ended, and
 * again on those that a process of an older version, still running beside, writes afterwards.
 */
export interface CallStep {
  /** The version of the call machine whose snapshots come out: one more than those that go in. */
  readonly to: number
  /** Pure, the same for the same call. Timers keep their tokens: those are what the queue knows. */
  transform(call: StoredCall): Omit<StoredCall, 'version' | 'callSid'>
}
