import type { StoredRecord } from '../coordinator/durable/stored-record.ts'
import type { RedisClient } from '../coordinator/redis/client.ts'
import type { Keys } from '../coordinator/redis/keys.ts'

/** One numbered step. It may be started again after a crash in its middle, so it must bear that. */
export interface Migration {
  /** 1, 2, 3, …; never changed once it was released. */
  readonly id: number
  readonly name: string
  up?(redis: RedisClient, keys: Keys): Promise<void>
  /** Run on every stored call, live or ended, and again on each that an older process still writes afterwards. */
  readonly calls?: RecordStep
  /** Run on an agent's record as it is read: the next change stores the result. */
  readonly agents?: RecordStep
}

/** Brings stored records of one kind of actor from the version before to `to`. */
export interface RecordStep {
  /** The version of the machine whose snapshots come out: one more than those that go in. */
  readonly to: number
  /** Pure, the same for the same record. Timers keep their tokens: the queue knows them by those. */
  transform(record: StoredRecord): Omit<StoredRecord, 'version' | 'id'>
}
