import { contentsOf, isNewer, type Origin } from './contents.ts'
import type { SealedLines } from './file.ts'
import type { BackupPart, Compared } from './part.ts'

const AT_ONCE = 100

/** What of one part is in a file, by how it compares with the site. */
export interface PartSurvey extends Record<Compared, number> {
  name: string
  /** This version cannot read it. */
  unreadable: number
  /** How many the site has. */
  there: number
  /** It comes back as a whole, or not at all. */
  asOne: boolean
}

export interface Survey {
  origin: Origin
  parts: PartSurvey[]
}

/**
 * Reads a file to its end, and compares it with the site. Changes nothing.
 * @param lastKnown the id of the last migration that this version knows
 * @throws {BackupError}
 */
export async function survey(
  file: SealedLines,
  parts: readonly BackupPart[],
  lastKnown: number,
): Promise<Survey> {
  const { origin, records } = await contentsOf(file.lines())
  if (origin.data.id > lastKnown) throw isNewer(`data of migration ${origin.data.id} ${origin.data.name}`)
  const surveys = new Map<BackupPart, PartSurvey>()
  for (const part of parts) {
    const none = { missing: 0, same: 0, other: 0, outdated: 0, unreadable: 0 }
    surveys.set(part, { name: part.name, there: await part.count(), asOne: part.asOne, ...none })
  }
  for await (const { part, batch } of batchesOf(records, parts)) {
    const found = surveys.get(part)
    const compared = await Promise.all(
      batch.map(async (record) => (await part.accept(record)?.compare()) ?? 'unreadable'),
    )
    if (found) for (const one of compared) found[one] += 1
  }
  return { origin, parts: [...surveys.values()] }
}

/**
 * Whether the site is in use: somebody can have signed in there with an account that the file lacks, or has otherwise. After
 * a loss nobody can.
 */
export function isInUse({ parts }: Survey): boolean {
  const accounts = parts.find(({ name }) => name === 'accounts')
  return accounts !== undefined && accounts.there > accounts.same
}

/** Whether the part stays as the site has it. */
export const staysWhole = ({ asOne, there }: PartSurvey, replace: boolean) => asOne && there > 0 && !replace

/** Writes the records of a file that has been read to its end before. */
export async function putBack(
  file: SealedLines,
  parts: readonly BackupPart[],
  seen: Survey,
  replace: boolean,
): Promise<void> {
  const stay = new Set(seen.parts.filter((part) => staysWhole(part, replace)).map(({ name }) => name))
  const { records } = await contentsOf(file.lines())
  let last: BackupPart | null = null
  for await (const { part, batch } of batchesOf(records, parts)) {
    if (stay.has(part.name)) continue
    if (last !== part) await last?.finish(replace)
    last = part
    await Promise.all(batch.map((record) => part.accept(record)?.put(replace)))
  }
  await last?.finish(replace)
}

/** @throws {BackupError} `newer` for records of a part that this version does not have */
async function* batchesOf(
  records: AsyncIterable<{ part: string; record: unknown }>,
  parts: readonly BackupPart[],
) {
  const byName = new Map(parts.map((part) => [part.name, part]))
  let current: { part: BackupPart; batch: unknown[] } | null = null
  for await (const { part: name, record } of records) {
    const part = byName.get(name)
    if (part === undefined) throw isNewer(name)
    if (current && (current.part !== part || current.batch.length === AT_ONCE)) {
      yield current
      current = null
    }
    current ??= { part, batch: [] }
    current.batch.push(record)
  }
  if (current) yield current
}
