import { isDeepStrictEqual } from 'node:util'
import {
  type Contact,
  ContactBody,
  type ImportReport,
  MOST_NUMBERS,
  type NumberKind,
} from '../protocol/contacts.ts'
import { folded } from '../protocol/folded.ts'
import type { ContactBook } from './book.ts'
import type { ContactFields } from './contacts.ts'

/** One contact of a file, as it stands there. What is left out is not in the file. */
export interface ImportRow {
  /** Counted from 1. */
  line: number
  id?: string
  name: string
  organisation: string
  numbers: { text: string; kind: NumberKind }[]
  note: string
  vip?: boolean
  blocked?: boolean
}

/** What an import will write. */
export interface ImportPlan extends Omit<ImportReport, 'columns'> {
  contacts: Contact[]
}

const MOST_ERRORS = 1_000
const SAMPLE = 20
/** Numbers of one row, repeated ones too. More are not even read. */
export const MOST_WRITTEN = 50
/** What is read before other work comes in between: some milliseconds of rows, or of numbers, which take long to parse. */
const AT_ONCE = 200
/** Characters that take as long as a row. */
const AS_LONG_AS_A_ROW = 500

const TOO_MANY = 'has more numbers than a contact can have'

interface PlanDeps {
  book: Pick<ContactBook, 'get' | 'withNumber'>
  /** In E.164; null for what is no number. */
  numberIn(text: string): string | null
  newId(): string
  nextTurn(): Promise<void>
}

/**
 * What becomes of the rows of a file. A row belongs to the contact that has its id, else to the contact with the same name
 * and one of its numbers. So a file can be imported again and adds no contact twice. A row adds and replaces; what it leaves
 * empty stays.
 */
export async function planImport(rows: readonly ImportRow[], deps: PlanDeps): Promise<ImportPlan> {
  const planned = new Map<string, { before: Contact | null; after: Contact }>()
  const idsByNumber = new Map<string, Map<string, string>>()
  const errors: ImportReport['errors'] = []
  let failed = 0
  const fail = (line: number, message: string) => {
    failed += 1
    if (errors.length < MOST_ERRORS) errors.push({ line, message })
  }
  const presentOf = (id: string) => planned.get(id)?.after ?? deps.book.get(id) ?? null

  /** The ids of those who have the number, by their names. */
  function idsOf(number: string): Map<string, string> {
    const known = idsByNumber.get(number)
    if (known) return known
    const ids = new Map<string, string>()
    for (const { name, id } of deps.book.withNumber(number))
      if (!ids.has(folded(name))) ids.set(folded(name), id)
    idsByNumber.set(number, ids)
    return ids
  }

  function known(row: ImportRow, fields: ContactFields): Contact | null {
    const withId = row.id === undefined ? null : presentOf(row.id)
    if (withId) return withId
    const name = folded(fields.name)
    for (const { number } of fields.numbers) {
      const same = presentOf(idsOf(number).get(name) ?? '')
      if (same && folded(same.name) === name) return same
    }
    return null
  }

  let work = 0
  for (const row of rows) {
    work += workOf(row)
    if (work >= AT_ONCE) {
      work = 0
      await deps.nextTurn()
    }
    const fields = fieldsIn(row, deps.numberIn)
    if (typeof fields === 'string') {
      fail(row.line, fields)
      continue
    }
    const present = known(row, fields)
    if (present === null && fields.numbers.length === 0) {
      fail(row.line, 'has no number')
      continue
    }
    const id = present?.id ?? deps.newId()
    const before = planned.has(id) ? (planned.get(id)?.before ?? null) : present
    const after = merged(before, present, id, row, fields)
    if (after === null) {
      fail(row.line, TOO_MANY)
      continue
    }
    planned.set(id, { before, after })
    for (const { number } of after.numbers) idsOf(number).set(folded(after.name), id)
  }

  const changed: Contact[] = []
  let created = 0
  let read = 0
  for (const { before, after } of planned.values()) {
    if (++read % AT_ONCE === 0) await deps.nextTurn()
    if (before === null) created += 1
    else if (isSame(before, after)) continue
    changed.push(after)
  }
  return {
    contacts: changed,
    rows: rows.length,
    created,
    updated: changed.length - created,
    unchanged: planned.size - changed.length,
    errors,
    failed,
    sample: [...planned.values()].slice(0, SAMPLE).map(({ after }) => after),
  }
}

const workOf = ({ name, organisation, note, numbers }: ImportRow) =>
  1 + numbers.length + Math.floor((name.length + organisation.length + note.length) / AS_LONG_AS_A_ROW)

/** The fields of a row, or what is wrong with it. */
function fieldsIn(row: ImportRow, numberIn: PlanDeps['numberIn']): ContactFields | string {
  const { organisation, note } = row
  const name = row.name || organisation
  if (name === '') return 'has no name'
  if (row.numbers.length > MOST_WRITTEN) return TOO_MANY
  const numbers = new Map<string, NumberKind>()
  // A number takes long to parse.
  const read = new Set([''])
  for (const { text, kind } of row.numbers) {
    if (read.has(text)) continue
    read.add(text)
    const number = numberIn(text)
    if (number === null) return `“${text.slice(0, 40)}” is no telephone number`
    if (!numbers.has(number)) numbers.set(number, kind)
    if (numbers.size > MOST_NUMBERS) return TOO_MANY
  }
  const parsed = ContactBody.safeParse({
    name,
    organisation: organisation || null,
    note: note || null,
    numbers: [...numbers].map(([number, kind]) => ({ number, kind })),
    vip: row.vip ?? false,
    blocked: row.blocked ?? false,
  })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return `${issue?.path.join('.')}: ${issue?.message}`
}

/** Null when it would have too many numbers. */
function merged(
  before: Contact | null,
  present: Contact | null,
  id: string,
  row: ImportRow,
  fields: ContactFields,
): Contact | null {
  const added = fields.numbers.filter(({ number }) => !present?.numbers.some((it) => it.number === number))
  const numbers = [...(present?.numbers ?? []), ...added]
  if (numbers.length > MOST_NUMBERS) return null
  return {
    id,
    rev: (before?.rev ?? 0) + 1,
    name: fields.name,
    organisation: fields.organisation ?? present?.organisation ?? null,
    numbers,
    note: fields.note ?? present?.note ?? null,
    vip: row.vip ?? present?.vip ?? false,
    blocked: row.blocked ?? present?.blocked ?? false,
  }
}

const isSame = ({ rev: _, ...before }: Contact, { rev: __, ...after }: Contact) =>
  isDeepStrictEqual(before, after)
