import { z } from 'zod'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { replaceField } from '../redis/replace-field.ts'
import { asking } from '../redis/script.ts'

const StoredPasskey = z.object({
  id: z.string(),
  /** base64url */
  publicKey: z.string(),
  counter: z.number(),
  transports: z.array(z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'])),
  name: z.string(),
  /** Milliseconds since the epoch. */
  addedAt: z.number(),
  usedAt: z.number().nullable(),
})
export type StoredPasskey = z.infer<typeof StoredPasskey>

/** The second factors of one agent, as Redis stores them. */
export const StoredFactors = z.object({
  totp: z
    .object({
      secret: z.string(),
      addedAt: z.number(),
      /** The period of the last code that was accepted: no code counts twice. */
      usedPeriod: z.number(),
    })
    .nullable()
    .default(null),
  passkeys: z.array(StoredPasskey).default([]),
  /** Hashes. */
  recoveryCodes: z.array(z.string()).default([]),
})
export type StoredFactors = z.infer<typeof StoredFactors>

const NONE: StoredFactors = { totp: null, passkeys: [], recoveryCodes: [] }

/** The second factors of all agents. Every method rejects with `RedisAway` when Redis cannot be reached. */
export function createStoredFactors(redis: RedisClient, keys: Keys) {
  const hash = keys.secondFactors

  const read = async (agentId: string) => {
    const text = (await asking(() => redis.hget(hash, agentId))) ?? ''
    return { text, factors: text === '' ? NONE : StoredFactors.parse(JSON.parse(text)) }
  }

  return {
    of: async (agentId: string): Promise<StoredFactors> => (await read(agentId)).factors,

    async all(): Promise<ReadonlyMap<string, StoredFactors>> {
      const texts = Object.entries(await asking(() => redis.hgetall(hash)))
      return new Map(texts.map(([agentId, text]) => [agentId, StoredFactors.parse(JSON.parse(text))]))
    },

    /**
     * Changes them at once. Of two changes the second one sees the first.
     * @param changed the factors after the change; null: there is nothing to change
     * @returns whether they were changed
     */
    async change(
      agentId: string,
      changed: (before: StoredFactors) => StoredFactors | null,
    ): Promise<boolean> {
      for (;;) {
        const { text, factors } = await read(agentId)
        const after = changed(factors)
        if (after === null) return false
        const replacement = { field: agentId, before: text, after: JSON.stringify(after) }
        if (await replaceField(redis, hash, replacement)) return true
      }
    },

    remove: (agentId: string) => asking(() => redis.hdel(hash, agentId)),
  }
}
