import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { RedisClient } from '../redis/client.ts'
import { asking } from '../redis/script.ts'
import { Refusal } from './problem.ts'

/** Points that a key can take in a window of time, counted in Redis for all coordinators. */
export interface RateLimit {
  /** @throws {Refusal} `rate_limited` when the key has no points left */
  take(key: string): Promise<void>
  giveBack(key: string): Promise<void>
  /** The key has all its points again. */
  reset(key: string): Promise<void>
}

export interface RateLimitOptions {
  keyPrefix: string
  points: number
  /** Length of the window in seconds. It begins with the first point taken. */
  duration: number
  /** Such as `Try again`: the time to wait follows. */
  refusal: string
}

/** Every method rejects with `RedisAway` when Redis cannot be reached. */
export function createRateLimit(redis: RedisClient, { refusal, ...options }: RateLimitOptions): RateLimit {
  const limiter = new RateLimiterRedis({ storeClient: redis, ...options })
  const giveBack = async (key: string) => {
    await asking(() => limiter.reward(key))
  }
  return {
    async take(key) {
      try {
        await asking(() => limiter.consume(key))
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused
        // The limiter counts a refused point too.
        await giveBack(key)
        const retryAfterS = Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
        throw new Refusal('rate_limited', `${refusal} in ${retryAfterS} s`, { retryAfterS })
      }
    },
    giveBack,
    async reset(key) {
      await asking(() => limiter.delete(key))
    },
  }
}
