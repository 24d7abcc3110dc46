import type { RedisClient } from '../coordinator/redis/connect.ts'
import type { Keys } from '../coordinator/redis/keys.ts'

/** A stored call as a step sees it: plain JSON, in whatever form an older version left it. */
export interface StoredCall {
  readonly callSid: string
  /** Of the machine that wrote the snapshot. */
  readonly version: number
  readonly snapshot: unknown
  readonly timers: unknown
  readonly view: unknown
}

/**
 * One numbered step. It may be begun again after a crash in its middle, so it must bear that.
 *
 * Coordinators of the version before must be stopped before a step that changes calls: they would write
 * over it what they still know.
 */
export interface Migration {
  /** 1, 2, 3, …; never changed once it was released. */
  readonly id: number
  readonly name: string
  up?(redis: RedisClient, keys: Keys): Promise<void>
  /** The call as this version reads it; it runs once for each stored call, live or ended. Pure. */
  transformCall?(call: StoredCall): StoredCall
}
