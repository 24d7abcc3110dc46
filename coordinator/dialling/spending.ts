import { createRateLimit } from '../http/rate-limit.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'

/** More calls than anybody dialling by hand, and few enough that a stolen session is noticed before it costs much. */
const CALLS = 20
const WINDOW_S = 10 * 60

export interface SpendingLimit {
  /** Takes one of the agent's outbound calls. @throws {Refusal} `rate_limited` when none is left */
  take(agentId: string): Promise<void>
  /** The agent's call was not made. */
  giveBack(agentId: string): Promise<void>
}

/** Limits how many outside numbers one agent can call. */
export const createSpendingLimit = (redis: RedisClient, keys: Keys): SpendingLimit =>
  createRateLimit(redis, {
    keyPrefix: `${keys.prefix}outbound`,
    points: CALLS,
    duration: WINDOW_S,
    refusal: 'Too many outbound calls; try again',
  })
