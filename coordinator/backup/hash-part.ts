import { z } from 'zod'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { replaceField } from '../redis/replace-field.ts'
import { asking } from '../redis/script.ts'
import { type BackupPart, backupPart, isJsonOf } from './part.ts'

const READ_AT_ONCE = 500

/** A field of a hash, as Redis has it. */
export interface KeptField {
  id: string
  json: string
}

interface HashPartDeps {
  redis: RedisClient
  keys: Keys
  name: string
  /** A hash: id -> JSON. */
  hash: 'accounts' | 'secondFactors' | 'preferences'
  schema: z.ZodType
  /** Whether what the site has is worth nothing beside what the file has. */
  givesWay?(there: string, kept: string): boolean
  count?(): Promise<number>
  /** After a field has become, or was already, what the file says. */
  settled?(kept: KeptField, replace: boolean): Promise<void>
}

/** A hash whose fields are put back one by one. */
export function hashPart(deps: HashPartDeps): BackupPart {
  const { redis, keys, name, schema, givesWay = () => false, settled = async () => undefined } = deps
  const hash = keys[deps.hash]
  const there = (id: string) => asking(() => redis.hget(hash, id))

  return backupPart<KeptField>({
    name,
    keys: [deps.hash],
    count: deps.count ?? (() => asking(() => redis.hlen(hash))),
    read: () => fieldsOf(redis, hash),
    schema: keptField(schema),

    async compare({ id, json }) {
      const before = await there(id)
      if (before === json) return 'same'
      return before === null || givesWay(before, json) ? 'missing' : 'other'
    },

    async put(kept, replace) {
      const { id, json } = kept
      const before = (await there(id)) ?? ''
      if (before !== json) {
        if (before !== '' && !replace && !givesWay(before, json)) return
        // Somebody has changed it in this moment: theirs is newer.
        if (!(await replaceField(redis, hash, { field: id, before, after: json }))) return
      }
      await settled(kept, replace)
    },
  })
}

export const keptField = (schema: z.ZodType): z.ZodType<KeptField> =>
  z.object({ id: z.string().min(1), json: z.string().refine((json) => isJsonOf(schema, json)) })

/** All fields of a hash, page by page. A field may come twice. */
export async function* fieldsOf(redis: RedisClient, hash: string): AsyncGenerator<KeptField> {
  let cursor = '0'
  do {
    const [next, fields] = await asking(() => redis.hscan(hash, cursor, 'COUNT', READ_AT_ONCE))
    for (const [n, id] of fields.entries()) if (n % 2 === 0) yield { id, json: fields[n + 1] ?? '' }
    cursor = next
  } while (cursor !== '0')
}
