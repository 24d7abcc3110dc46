import type { Logger } from 'pino'
import type { z } from 'zod'
import { AuditEntry, AuditKind, type AuditQuery } from '../protocol/audit.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking, readScript } from '../redis/script.ts'
import { type Clock, type Runtime, systemRuntime } from '../runtime.ts'
import { Repetitions } from './repetitions.ts'

export const KEPT_MS = 90 * 86_400_000
/** Entries of one kind. Each kind has a stream of its own, so that many entries of one never push out those of another. */
export const MOST_OF_ONE_KIND = 10_000
/** Longest text of one field, in characters. */
export const LONGEST = 200

const REPEATED_WITHIN = { ms: 60_000, mostDifferent: 50 }
/** Kinds that a stranger can cause as often as they like: repetitions within a minute become one entry. What somebody who is signed in repeats hides nobody else's. */
const REPEATED: ReadonlySet<AuditKind> = new Set([
  'sign_in_failed',
  'sign_in_locked',
  'request_refused',
  'webhook_forged',
])

/**
 * Within an hour one agent has 300 entries of a kind, and one that counts the rest: 7,224 in a day, fewer than are kept. So nobody pushes
 * out in a day what they have done, and an import of all people is told name by name.
 */
const OFTEN_WITHIN = { ms: 3_600_000, mostDifferent: 300 }
export const StoredEntry = AuditEntry.omit({ id: true })
type StoredEntry = z.infer<typeof StoredEntry>

/** What somebody did. `result` is `done` where it is left out, all other fields null. */
export type Deed = Pick<StoredEntry, 'what'> & Partial<Omit<StoredEntry, 'what' | 'at' | 'count'>>

export interface AuditDeps {
  redis: RedisClient
  keys: Pick<Keys, 'audit'>
  clock: Clock
  runtime?: Pick<Runtime, 'after'>
  log: Pick<Logger, 'info' | 'warn'>
}

const append = readScript(new URL('./append.lua', import.meta.url), {
  keys: ['entries'],
  args: ['entry', 'most', 'keptMs'],
})

/** @param entry StoredEntry as JSON */
export const appendEntry = (redis: RedisClient, entries: string, entry: string) =>
  append.run(redis, { entries }, { entry, most: MOST_OF_ONE_KIND, keptMs: KEPT_MS })

/** The audit log: a line in the log for each entry, and the entries of the last 90 days in Redis. */
export function createAudit({ redis, keys, clock, runtime = systemRuntime, log }: AuditDeps) {
  const writing = new Set<Promise<unknown>>()
  const repetitions = new Repetitions<Deed>(runtime, REPEATED_WITHIN, write, ({ what, who, result }) => ({
    ...{ what, who: who ?? null },
    ...(result && { result }),
    detail: MANY,
  }))
  const often = new Repetitions<Deed>(
    runtime,
    OFTEN_WITHIN,
    (deed, count) => store(entryOf(deed, count)),
    ({ what, who }) => ({ what, who: who ?? null, detail: MANY }),
  )

  function entryOf(deed: Deed, count: number): StoredEntry {
    return {
      at: new Date(clock.now()).toISOString(),
      what: deed.what,
      who: short(deed.who),
      from: short(deed.from),
      target: short(deed.target),
      result: deed.result ?? 'done',
      detail: short(deed.detail),
      count,
    }
  }

  const tell = (entry: StoredEntry) => log.info({ audit: entry }, 'audit')

  function write(deed: Deed, count: number): void {
    const entry = entryOf(deed, count)
    tell(entry)
    store(entry)
  }

  function store(entry: StoredEntry): void {
    const written = appendEntry(redis, keys.audit(entry.what), JSON.stringify(entry))
      .catch((err: unknown) => log.warn({ err, what: entry.what }, 'An audit entry is only in the log'))
      .finally(() => writing.delete(written))
    writing.add(written)
  }

  async function entriesOf(what: AuditKind, { before, limit }: AuditQuery): Promise<AuditEntry[]> {
    const end = before === null ? '+' : `(${before}`
    const oldest = Math.max(0, clock.now() - KEPT_MS)
    const found = await asking(() => redis.xrevrange(keys.audit(what), end, oldest, 'COUNT', limit))
    return found.flatMap(([id, [, json = '']]) => {
      const stored = StoredEntry.safeParse(JSON.parse(json))
      return stored.success ? [{ ...stored.data, id }] : []
    })
  }

  return {
    /**
     * Returns at once and never throws. When Redis is away, the entry is only in the log. What strangers repeat within a
     * minute costs two entries: the first one, and at the end of the minute one that counts the others. What one agent does
     * very often is in the log one by one, and counted in Redis.
     */
    record(deed: Deed): void {
      const { what, who } = deed
      if (REPEATED.has(what)) repetitions.add(JSON.stringify(deed), deed, `${what} ${who ?? ''}`)
      else if (who) {
        tell(entryOf(deed, 1))
        often.add(null, deed, `${what} ${who}`)
      } else write(deed, 1)
    },

    /** Newest first. @throws RedisAway */
    async page(query: AuditQuery): Promise<AuditEntry[]> {
      const ofKinds = await Promise.all(AuditKind.options.map((what) => entriesOf(what, query)))
      const all = ofKinds.flat().sort(newestFirst)
      const last = all[query.limit - 1]
      // Entries of two kinds can have one id. A page ends behind both.
      return last ? all.filter((entry) => newestFirst(entry, last) <= 0) : all
    },

    /** Writes the repetitions that are still counted, and waits until Redis has everything. Never rejects. */
    async flush(): Promise<void> {
      repetitions.flush()
      often.flush()
      await Promise.all(writing)
    },
  }
}
export type Audit = ReturnType<typeof createAudit>

/** What an entry says that counts others. */
const MANY = 'many different ones'
const short = (text: string | null | undefined) => text?.slice(0, LONGEST) ?? null

const partsOf = ({ id }: { id: string }) => id.split('-').map(Number)

/** Below 0 when the first one is newer. */
function newestFirst(a: AuditEntry, b: AuditEntry): number {
  const [ms = 0, n = 0] = partsOf(a)
  const [otherMs = 0, otherN = 0] = partsOf(b)
  return otherMs - ms || otherN - n
}
