import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'

/** Which ended calls have recordings. Times are ms since the epoch. A change of a recording is an event of its call. */
export function createRecordingIndex(redis: RedisClient, keys: Keys) {
  return {
    /** Calls whose first recording began before `time`, oldest first. */
    begunBefore: (time: number, most: number): Promise<string[]> =>
      asking(() => redis.zrangebyscore(keys.recordings, '-inf', time, 'LIMIT', 0, most)),
    /** Calls that ended, or of which Twilio was asked, before `time`, and of which it has not told all recordings. */
    unsettledBefore: (time: number, most: number): Promise<string[]> =>
      asking(() => redis.zrangebyscore(keys.unsettled, '-inf', time, 'LIMIT', 0, most)),
    /** Twilio is asked now. */
    async asked(callSid: string, at: number): Promise<void> {
      await asking(() => redis.zadd(keys.unsettled, 'XX', String(at), callSid))
    },
    /** Of a call that is no longer stored: no event can reach it. */
    async forget(callSid: string): Promise<void> {
      await asking(() => redis.multi().zrem(keys.recordings, callSid).zrem(keys.unsettled, callSid).exec())
    },
  }
}
export type RecordingIndex = ReturnType<typeof createRecordingIndex>
