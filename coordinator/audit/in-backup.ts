import { z } from 'zod'
import { type BackupPart, backupPart, isJsonOf } from '../backup/part.ts'
import { AuditKind } from '../protocol/audit.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking, readScript } from '../redis/script.ts'
import type { Clock } from '../runtime.ts'
import { KEPT_MS, MOST_OF_ONE_KIND, StoredEntry } from './audit.ts'

const READ_AT_ONCE = 500

const putBack = readScript(new URL('./put-back.lua', import.meta.url), {
  keys: ['entries'],
  args: ['most', 'keptMs'],
})

const KeptEntry = z.object({
  what: AuditKind,
  id: z.string().regex(/^\d{1,15}-\d{1,15}$/),
  json: z.string().refine((json) => isJsonOf(StoredEntry, json)),
})

/** The audit log in a backup. Its entries come back among those that there are, and none is replaced. */
export function auditInBackup(redis: RedisClient, keys: Keys, clock: Clock): BackupPart {
  const kept = new Map<AuditKind, string[]>()
  const hasExpired = (id: string) => Number.parseInt(id, 10) < clock.now() - KEPT_MS

  return backupPart<z.infer<typeof KeptEntry>>({
    name: 'audit entries',
    keys: ['audit'],

    async count() {
      const ofKinds = AuditKind.options.map((what) => asking(() => redis.xlen(keys.audit(what))))
      return (await Promise.all(ofKinds)).reduce((all, some) => all + some, 0)
    },

    async *read() {
      for (const what of AuditKind.options)
        for (let from = '-'; ; ) {
          const page = await asking(() => redis.xrange(keys.audit(what), from, '+', 'COUNT', READ_AT_ONCE))
          for (const [id, [, json = '']] of page) yield { what, id, json }
          const last = page.at(-1)?.[0]
          if (last === undefined || page.length < READ_AT_ONCE) break
          from = `(${last}`
        }
    },

    schema: KeptEntry,

    async compare({ what, id }) {
      if (hasExpired(id)) return 'outdated'
      const there = await asking(() => redis.xrange(keys.audit(what), id, id))
      return there.length > 0 ? 'same' : 'missing'
    },

    // 10,000 of each kind at most.
    async put({ what, id, json }) {
      if (hasExpired(id)) return
      const ofKind = kept.get(what) ?? []
      kept.set(what, ofKind)
      ofKind.push(id, json)
    },

    async finish() {
      for (const [what, moreArgs] of kept) {
        const args = { most: MOST_OF_ONE_KIND, keptMs: KEPT_MS }
        await putBack.run(redis, { entries: keys.audit(what) }, args, { moreArgs })
      }
      kept.clear()
    },
  })
}
