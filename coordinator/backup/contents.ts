import { z } from 'zod'
import { BackupError, damaged } from './backup-error.ts'
import type { BackupPart } from './part.ts'

/** A step of migrations/. */
const DataVersion = z.object({ id: z.number().int().nonnegative(), name: z.string() })
export type DataVersion = z.infer<typeof DataVersion>

/** The first line of a backup: what it is of. */
const Origin = z.object({
  site: z.string(),
  at: z.iso.datetime(),
  /** The last migration that the data has had. */
  data: DataVersion,
})
export type Origin = z.infer<typeof Origin>

/** How many records of each part. */
export type Counts = Record<string, number>

const Line = z.union([
  z.object({ part: z.string(), record: z.unknown() }),
  z.object({ end: z.record(z.string(), z.number()) }),
])

/**
 * All lines of a backup. A record is whole in itself; two records may be some moments apart.
 * @param counted is told how many records there were
 */
export async function* backupLines(
  origin: Origin,
  parts: readonly BackupPart[],
  counted: (counts: Counts) => void,
): AsyncGenerator<string> {
  yield JSON.stringify(origin)
  const counts: Counts = {}
  for (const { name, read } of parts) {
    counts[name] = 0
    for await (const record of read()) {
      counts[name] += 1
      yield JSON.stringify({ part: name, record })
    }
  }
  counted(counts)
  yield JSON.stringify({ end: counts })
}

export interface BackupContents {
  origin: Origin
  records: AsyncGenerator<{ part: string; record: unknown }>
}

/** @throws {BackupError} as soon as something is wrong, at the end at the latest */
export async function contentsOf(lines: AsyncGenerator<string>): Promise<BackupContents> {
  const first = await lines.next()
  const origin = first.done ? undefined : Origin.safeParse(parsed(first.value)).data
  if (origin === undefined) throw damaged()
  return { origin, records: recordsIn(lines) }
}

async function* recordsIn(lines: AsyncGenerator<string>) {
  let end = false
  for await (const text of lines) {
    const line = end ? undefined : Line.safeParse(parsed(text)).data
    if (line === undefined) throw damaged()
    if ('end' in line) end = true
    else yield line
  }
  if (!end) throw damaged()
}

/** @throws {BackupError} `newer` */
export const isNewer = (what: string) =>
  new BackupError(
    'newer',
    `The file has ${what}, which this version does not know: restore it with a newer one`,
  )

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
