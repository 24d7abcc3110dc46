import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import type { Clock } from '../runtime.ts'

/** Twilio repeats a webhook for a few seconds at most. */
const KEPT_MS = 600_000
const MOST_KEPT = 10_000

/**
 * Early ends: legs whose end was told before they were known, since a callback can overtake the request that begins a
 * leg. They are kept for ten minutes, so that a late beginning does not revive a leg. Every method rejects with
 * `RedisAway` when Redis cannot be reached.
 */
export function createEarlyEnds(redis: RedisClient, keys: Keys, clock: Clock) {
  return {
    async note(sid: string): Promise<void> {
      const now = clock.now()
      await asking(() => redis.zadd(keys.earlyEnds, now, sid))
      await asking(() => redis.zremrangebyscore(keys.earlyEnds, '-inf', now - KEPT_MS))
      await asking(() => redis.zremrangebyrank(keys.earlyEnds, 0, -MOST_KEPT - 1))
    },

    has: async (sid: string): Promise<boolean> =>
      (await asking(() => redis.zscore(keys.earlyEnds, sid))) !== null,
  }
}
