import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import type { Clock } from '../runtime.ts'

/** Twilio repeats a webhook for a few seconds at most. */
const KEPT_MS = 600_000
const MOST_KEPT = 10_000

/**
 * Legs whose end was told before they were known: callbacks overtake the request that begins a leg. Kept for some
 * minutes, so that the late beginning brings nobody back. Every method rejects with `RedisAway`.
 */
export function createEarlyEnds(redis: RedisClient, keys: Keys, clock: Clock) {
  return {
    async note(sid: string): Promise<void> {
      const now = clock.now()
      await asking(() => redis.zadd(keys.over, now, sid))
      await asking(() => redis.zremrangebyscore(keys.over, '-inf', now - KEPT_MS))
      await asking(() => redis.zremrangebyrank(keys.over, 0, -MOST_KEPT - 1))
    },

    has: async (sid: string): Promise<boolean> => (await asking(() => redis.zscore(keys.over, sid))) !== null,
  }
}
