import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'

/** As long as a call lasts at most. */
const KEPT_S = 4 * 60 * 60

/**
 * Which of our orders to ask where it belongs a caller's leg has followed last: the proof that Twilio has carried that
 * out, though Twilio's answer to us may have been lost. Every method rejects with `RedisAway`.
 */
export function createFollowedRedirects(redis: RedisClient, keys: Keys) {
  return {
    async redirectFollowed(callSid: string, rev: number): Promise<void> {
      await asking(() => redis.set(keys.asked(callSid), rev, 'EX', KEPT_S))
    },

    async hasFollowedRedirect(callSid: string, rev: number): Promise<boolean> {
      return Number(await asking(() => redis.get(keys.asked(callSid)))) >= rev
    },
  }
}
