import type { StoredRecord } from '../coordinator/durable/stored-record.ts'
import type { RedisClient } from '../coordinator/redis/client.ts'
import type { Keys } from '../coordinator/redis/keys.ts'

/** One numbered step. After a crash it is started again, so it must be idempotent. */
export interface Migration {
  /** 1, 2, 3, … A released step never changes. */
  readonly id: number
  readonly name: string
  up?(redis: RedisClient, keys: Keys): Promise<void>
  /** Runs on every stored call, live or ended, and again on each call that an older process writes afterwards. */
  readonly calls?: RecordStep
  /** Runs on an agent's record as it is read. The next change stores the result. */
  readonly agents?: RecordStep
}

/** Upgrades stored records of one kind of actor from the previous version to `to`. */
export interface RecordStep {
  /** The version of the machine after the step: one more than before it. */
  readonly to: number
  /** Pure. Timers keep their tokens, since queued jobs carry them. */
  transform(record: StoredRecord): Omit<StoredRecord, 'version' | 'id'>
}
