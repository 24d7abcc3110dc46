import { AuditKind } from '../protocol/audit.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import { appendEntry } from './audit.ts'

const READ_AT_ONCE = 500

export interface FoundEntry {
  what: AuditKind
  id: string
  /** StoredEntry as JSON. */
  json: string
}

/** Entries of the audit log that name a person: a number may have been typed as a user name. */
export function auditEntriesNaming(redis: RedisClient, keys: Pick<Keys, 'audit'>) {
  return {
    /** @throws RedisAway */
    async find(names: (text: string) => boolean): Promise<FoundEntry[]> {
      const found: FoundEntry[] = []
      for (const what of AuditKind.options)
        for (let from = '-'; ; ) {
          const entries = await asking(() => redis.xrange(keys.audit(what), from, '+', 'COUNT', READ_AT_ONCE))
          for (const [id, [, json = '']] of entries) if (names(json)) found.push({ what, id, json })
          const last = entries.at(-1)?.[0]
          if (last === undefined || entries.length < READ_AT_ONCE) break
          from = `(${last}`
        }
      return found
    },
    /** The entry is written again, first, so that a process that dies in between loses none. @throws RedisAway */
    async rewrite({ what, id, json }: FoundEntry, without: (text: string) => string): Promise<void> {
      await appendEntry(redis, keys.audit(what), without(json))
      await asking(() => redis.xdel(keys.audit(what), id))
    },
  }
}
