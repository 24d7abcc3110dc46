import { Voicemail, type VoicemailPage } from '../protocol/voicemail.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'

/** The messages that callers left, newest first. A change of a message is an event of its call. */
export function createVoicemails(redis: RedisClient, keys: Keys) {
  return {
    /** @param before only messages left before this, ms since the epoch; null: from the newest on */
    async page(before: number | null, limit: number): Promise<VoicemailPage> {
      const max = before === null ? '+inf' : `(${before}`
      const [callSids, unheard] = await Promise.all([
        asking(() => redis.zrevrangebyscore(keys.voicemails, max, '-inf', 'LIMIT', 0, limit)),
        asking(() => redis.scard(keys.unheard)),
      ])
      const found = await Promise.all(callSids.map((callSid) => this.find(callSid)))
      return { voicemails: found.filter((voicemail) => voicemail !== null), unheard }
    },

    async find(callSid: string): Promise<Voicemail | null> {
      const json = await asking(() => redis.hget(keys.call(callSid), 'voicemail'))
      return json === null ? null : Voicemail.parse(JSON.parse(json))
    },

    /** Calls whose message was left before `time`, ms since the epoch, oldest first. */
    leftBefore: (time: number, most: number): Promise<string[]> =>
      asking(() => redis.zrangebyscore(keys.voicemails, '-inf', time, 'LIMIT', 0, most)),

    /** Removes the message of a call that is no longer stored: no event can reach such a call. */
    async forget(callSid: string): Promise<void> {
      await asking(() => redis.multi().zrem(keys.voicemails, callSid).srem(keys.unheard, callSid).exec())
    },
  }
}
export type Voicemails = ReturnType<typeof createVoicemails>
