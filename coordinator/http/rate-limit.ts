import { z } from 'zod'
import type { RedisClient } from '../redis/client.ts'
import { asking, changeScript, readScript } from '../redis/script.ts'
import type { Runtime } from '../runtime.ts'
import { Refusal } from './problem.ts'

const takePoint = changeScript(new URL('./take-point.lua', import.meta.url), {
  keys: ['taken'],
  args: ['points', 'windowMs'],
})
const givePointBack = readScript(new URL('./give-point-back.lua', import.meta.url), {
  keys: ['taken'],
  args: [],
})

/** Points that a key can take in a window of time, counted in Redis for all coordinators. */
export interface RateLimit {
  /** @throws {Refusal} `rate_limited` when the key has no points left */
  take(key: string): Promise<void>
  /** A point whose window has ended is not given back: nobody gains points by being late. */
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
  runtime?: Runtime
}

/** The limit of a route that costs much: how often in a minute each agent may request it. */
export type RequestLimits = (route: string, perMinute: number) => Pick<RateLimit, 'take'>

export const requestLimits =
  (redis: RedisClient, prefix: string): RequestLimits =>
  (route, perMinute) =>
    createRateLimit(redis, {
      keyPrefix: `${prefix}requests:${route}`,
      points: perMinute,
      duration: 60,
      refusal: 'Too many requests; try again',
    })

/** Every method rejects with `RedisAway` when Redis cannot be reached. */
export function createRateLimit(redis: RedisClient, options: RateLimitOptions): RateLimit {
  const { keyPrefix, points, duration, refusal, runtime } = options
  const namesOf = (key: string) => ({ taken: `${keyPrefix}:${key}` })
  return {
    async take(key) {
      const args = { points, windowMs: duration * 1000 }
      const leftMs = z.number().parse(await takePoint.run(redis, namesOf(key), args, { runtime }))
      if (leftMs < 0) return
      const retryAfterS = Math.max(1, Math.ceil(leftMs / 1000))
      throw new Refusal('rate_limited', `${refusal} in ${retryAfterS} s`, { retryAfterS })
    },
    async giveBack(key) {
      await givePointBack.run(redis, namesOf(key), {})
    },
    async reset(key) {
      await asking(() => redis.del(namesOf(key).taken))
    },
  }
}
