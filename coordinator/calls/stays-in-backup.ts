import { z } from 'zod'
import { type BackupPart, backupPart } from '../backup/part.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import type { Clock } from '../runtime.ts'

/** As calls/commit.lua keeps them. */
const KEPT_MS = 86_400_000

/** Which calls were in which slot in the last day, in a backup. The timelines of these calls say the rest. */
export function staysInBackup(redis: RedisClient, keys: Keys, clock: Clock): BackupPart {
  return backupPart({
    name: 'slot stays',
    keys: ['slotStays'],
    count: () => asking(() => redis.zcard(keys.slotStays)),

    async *read() {
      const found = await asking(() => redis.zrange(keys.slotStays, '0', '-1', 'WITHSCORES'))
      for (const [n, stay] of found.entries()) if (n % 2 === 0) yield { stay, at: Number(found[n + 1]) }
    },

    schema: z.object({ stay: z.string().regex(/^\d+\|\w+\|\d+$/), at: z.number() }),

    async compare({ stay, at }) {
      if (at <= clock.now() - KEPT_MS) return 'outdated'
      return (await asking(() => redis.zscore(keys.slotStays, stay))) === null ? 'missing' : 'same'
    },

    async put({ stay, at }) {
      if (at > clock.now() - KEPT_MS) await asking(() => redis.zadd(keys.slotStays, String(at), stay))
    },

    async finish() {
      await asking(() => redis.pexpire(keys.slotStays, KEPT_MS))
    },
  })
}
