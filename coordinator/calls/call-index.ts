import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'

const FORGOTTEN_AT_ONCE = 1000

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
    /** Calls that have ended since then, the first one to end first; `most` of them, from that place on. */
    async ended(since: number, place: number, most: number): Promise<{ callSid: string; endedAt: number }[]> {
      const found = await asking(() =>
        redis.zrangebyscore(keys.ended, since, '+inf', 'WITHSCORES', 'LIMIT', place, most),
      )
      return found.flatMap((callSid, n) => (n % 2 === 0 ? [{ callSid, endedAt: Number(found[n + 1]) }] : []))
    },
    /** Lets the record and the timeline of an ended call go, after `ms`. */
    async expireAfter(callSid: string, ms: number): Promise<void> {
      const both = [keys.call(callSid), keys.history(callSid)]
      await Promise.all(both.map((key) => asking(() => redis.pexpire(key, Math.max(1, ms)))))
    },
    /** For how long ended calls are kept, ms, and which have that expiry: those that ended until then. Null: it was never said. */
    async keptFor(): Promise<{ ms: number; until: number } | null> {
      const noted = await asking(() => redis.get(keys.keptFor))
      // Older versions noted no time.
      const [ms = 0, until = 0] = (noted ?? '').split(' ').map(Number)
      return noted === null ? null : { ms, until }
    },
    async noteKeptFor({ ms, until }: { ms: number; until: number }): Promise<void> {
      await asking(() => redis.set(keys.keptFor, `${ms} ${until}`))
    },
    /** Removes calls that ended before `before`, but for those of `except`. Their records have an expiry of their own. */
    async forgetEnded(before: number, except: ReadonlySet<string>): Promise<void> {
      for (let place = 0; ; ) {
        const old = await asking(() =>
          redis.zrangebyscore(keys.ended, '-inf', before, 'LIMIT', place, FORGOTTEN_AT_ONCE),
        )
        const forgotten = old.filter((callSid) => !except.has(callSid))
        if (forgotten.length > 0) await asking(() => redis.zrem(keys.ended, ...forgotten))
        if (old.length < FORGOTTEN_AT_ONCE) return
        place += old.length - forgotten.length
      }
    },
  }
}
export type CallIndex = ReturnType<typeof createCallIndex>
