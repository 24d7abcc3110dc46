import { z } from 'zod'
import { type BackupPart, backupPart } from '../backup/part.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import { changeDocument, type DocumentKind } from './document.ts'

const Document = z.looseObject({ rev: z.number().int().positive() })

/** A document that administrators share, in a backup. Put back over another one it is a further change of it. */
export function documentInBackup(
  redis: RedisClient,
  keys: Keys,
  kind: DocumentKind,
  schema: z.ZodType,
): BackupPart {
  async function there() {
    const json = await asking(() => redis.hget(keys[kind], 'settings'))
    return json === null ? null : Document.parse(JSON.parse(json))
  }

  return backupPart({
    name: kind,
    keys: [kind],
    count: async () => ((await there()) === null ? 0 : 1),

    async *read() {
      const document = await there()
      if (document !== null) yield document
    },

    schema: Document.refine((document) => schema.safeParse(document).success),

    async compare(kept) {
      const before = await there()
      return before === null ? 'missing' : isSame(before, kept) ? 'same' : 'other'
    },

    async put(kept, replace) {
      for (;;) {
        const before = await there()
        if (before !== null && (!replace || isSame(before, kept))) return
        const document = before === null ? kept : { ...kept, rev: Math.max(before.rev + 1, kept.rev) }
        const change = { kind, before: before?.rev ?? 0, document }
        const changed = await changeDocument(redis, { document: keys[kind], feed: keys.feed }, change)
        if (changed.outcome === 'done') return
      }
    },
  })
}

/** What was put back over another one has a rev of its own. */
const isSame = ({ rev: _, ...one }: z.infer<typeof Document>, { rev, ...other }: z.infer<typeof Document>) =>
  JSON.stringify(one) === JSON.stringify(other)
