import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'

/** The site's live and ended calls, by callSid. Times are ms since the epoch. */
export function createCallIndex(redis: RedisClient, keys: Keys) {
  return {
    /** Live calls with no news from Twilio after `since`, the longest silent first; at most `limit`. */
    silentSince: (since: number, limit: number): Promise<string[]> =>
      asking(() => redis.zrangebyscore(keys.live, '-inf', since, 'LIMIT', 0, limit)),
    /** Twilio has confirmed at `at` that the call is live. Does nothing for a call that has ended. */
    async confirmLive(callSid: string, at: number): Promise<void> {
      await asking(() => redis.zadd(keys.live, 'XX', String(at), callSid))
    },
    /** Whether `sid` is a call that is stored here, or a leg that such a call wants. */
    async isKnown(sid: string): Promise<boolean> {
      const lookups = [() => redis.exists(keys.call(sid)), () => redis.hexists(keys.legs, sid)]
      return (await Promise.all(lookups.map(asking))).includes(1)
    },
    /** Removes calls that ended before `before`. Their records have an expiry of their own. */
    forgetEnded: (before: number): Promise<number> =>
      asking(() => redis.zremrangebyscore(keys.ended, '-inf', String(before))),
  }
}
export type CallIndex = ReturnType<typeof createCallIndex>
