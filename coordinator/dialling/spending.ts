import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { Refusal } from '../http/problem.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'

/** More than anybody dials by hand, and little enough for a stolen session to be noticed before it is dear. */
const CALLS = 20
const WINDOW_S = 10 * 60

export interface SpendingLimit {
  /** Takes one of the agent's calls outside. @throws {Refusal} `rate_limited` when there is none left */
  take(agentId: string): Promise<void>
  /** Nobody was called. */
  giveBack(agentId: string): Promise<void>
}

/** Bounds how many numbers outside one agent can have rung. */
export function createSpendingLimit(redis: RedisClient, keys: Keys): SpendingLimit {
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `${keys.prefix}outbound`,
    points: CALLS,
    duration: WINDOW_S,
  })
  return {
    async take(agentId) {
      try {
        await asking(() => limiter.consume(agentId))
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused
        const retryAfterS = Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
        const detail = `Too many calls outside; try again in ${retryAfterS} s`
        throw new Refusal('rate_limited', detail, { retryAfterS })
      }
    },
    async giveBack(agentId) {
      await asking(() => limiter.reward(agentId))
    },
  }
}
