import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'

/** As long as a call lasts at most. */
const KEPT_S = 4 * 60 * 60

/**
 * The rev of the last redirect that each leg has followed by a request for TwiML. It proves that Twilio has
 * carried the redirect out, even when Twilio's answer to the redirect was lost. Every method rejects with `RedisAway` when
 * Redis cannot be reached.
 */
export function createFollowedRedirects(redis: RedisClient, keys: Keys) {
  return {
    async redirectFollowed(legSid: string, rev: number): Promise<void> {
      await asking(() => redis.set(keys.followedRedirect(legSid), rev, 'EX', KEPT_S))
    },

    async hasFollowedRedirect(legSid: string, rev: number): Promise<boolean> {
      return Number(await asking(() => redis.get(keys.followedRedirect(legSid)))) >= rev
    },
  }
}
