import type { z } from 'zod'
import type { Keys } from '../redis/keys.ts'

/** How a record of a file compares with the site. `outdated`: the site would have forgotten it by now. */
export type Compared = 'missing' | 'same' | 'other' | 'outdated'

/** One kind of data in a backup. The owner of the data says how it is read and put back. */
interface Part<Kept> {
  /** Names its records in the file, and in what people read: it stays. */
  name: string
  /** The keys that are in it. */
  keys: readonly (keyof Keys)[]
  /** It is put back as a whole, where the site has nothing of it. Otherwise what is there stays, record by record. */
  asOne?: true
  /** How many records of it the site has. */
  count(): Promise<number>
  read(): AsyncIterable<Kept>
  /** A record in a file. Text that no version has written is refused too. */
  schema: z.ZodType<Kept>
  compare(kept: Kept): Promise<Compared>
  /** Puts a record back. Done again it changes nothing. @param replace also where the site has another one */
  put(kept: Kept, replace: boolean): Promise<void>
  /** After the last record. */
  finish?(replace: boolean): Promise<void>
}

/** A record that this version can read. */
interface AcceptedRecord {
  compare(): Promise<Compared>
  put(replace: boolean): Promise<void>
}

export interface BackupPart extends Pick<Part<unknown>, 'name' | 'keys' | 'count' | 'read'> {
  asOne: boolean
  /** @returns null for what this version cannot read */
  accept(record: unknown): AcceptedRecord | null
  finish(replace: boolean): Promise<void>
}

export function backupPart<Kept>(part: Part<Kept>): BackupPart {
  const { name, keys, asOne = false, count, read, schema } = part
  return {
    name,
    keys,
    asOne,
    count,
    read,
    accept(record) {
      const kept = schema.safeParse(record)
      if (!kept.success) return null
      return { compare: () => part.compare(kept.data), put: (replace) => part.put(kept.data, replace) }
    },
    async finish(replace) {
      await part.finish?.(replace)
    },
  }
}

/** Whether a text in a file is the JSON that a store has written. */
export function isJsonOf(schema: z.ZodType, text: string): boolean {
  try {
    return schema.safeParse(JSON.parse(text)).success
  } catch {
    return false
  }
}
