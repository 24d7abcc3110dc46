import type { CountryCode } from 'libphonenumber-js/max'
import type { ImportField, ImportQuery, ImportReport } from '../protocol/contacts.ts'
import { fromInert } from '../protocol/csv-cell.ts'
import type { Runtime } from '../runtime.ts'
import { fieldsOf } from './columns.ts'
import type { Contacts } from './contacts.ts'
import { type ImportRow, planImport } from './import-plan.ts'
import { contactNumber } from './number.ts'
import { NotReadable, rowsOf, textOf } from './spreadsheet.ts'
import { contactsOf } from './vcard.ts'

const MOST_ROWS = 20_000
/** Rows that are sorted into fields before other work comes in between. */
const ROWS_AT_ONCE = 1_000
/** While others change contacts, an import is planned again. */
const MOST_TRIES = 5

const YES = /^(1|x|y|yes|j|ja|true|wahr|vip)$/i

export interface ImportDeps {
  contacts: Pick<Contacts, 'book' | 'rev' | 'load' | 'putAll'>
  runtime: Pick<Runtime, 'uuid' | 'nextTurn'>
  country: CountryCode | null
}

export type Imported =
  | { outcome: 'planned' | 'errors' | 'full' | 'stale'; report: ImportReport }
  /** `blocked`: how many of those that were written are blocked now. */
  | { outcome: 'done'; report: ImportReport; blocked: number }
  | { outcome: 'unreadable'; line: number; message: string }

/**
 * Imports the contacts of a spreadsheet or of vCards: all, or none.
 * @throws RedisAway
 */
export async function importContacts(
  bytes: Buffer,
  query: ImportQuery,
  { contacts, runtime, country }: ImportDeps,
): Promise<Imported> {
  const nextTurn = () => new Promise<void>((resolve) => runtime.nextTurn(resolve))
  let columns: ImportReport['columns'] = []
  let rows: ImportRow[]
  try {
    const text = textOf(bytes)
    if (/^\s*BEGIN:VCARD/i.test(text)) rows = await contactsOf(text, MOST_ROWS, nextTurn)
    else ({ columns, rows } = await contactsInSheet(text, query.columns, nextTurn))
  } catch (error) {
    if (!(error instanceof NotReadable)) throw error
    return { outcome: 'unreadable', line: error.line, message: error.message }
  }

  for (let tries = 1; ; tries++) {
    const before = contacts.rev
    const { contacts: planned, ...plan } = await planImport(rows, {
      book: contacts.book,
      numberIn: (number) => contactNumber(number, country),
      newId: runtime.uuid,
      nextTurn,
    })
    const report = { ...plan, columns }
    if (query.dryRun) return { outcome: 'planned', report }
    if (report.failed > 0 && !query.skipErrors) return { outcome: 'errors', report }
    const outcome = await contacts.putAll(planned, before)
    if (outcome === 'full' || (outcome === 'stale' && tries === MOST_TRIES)) return { outcome, report }
    if (outcome === 'ok')
      return { outcome: 'done', report, blocked: planned.filter((it) => it.blocked).length }
    await contacts.load()
  }
}

async function contactsInSheet(
  text: string,
  given: readonly ImportField[] | undefined,
  nextTurn: () => Promise<void>,
): Promise<Pick<ImportReport, 'columns'> & { rows: ImportRow[] }> {
  // The headings are a row too.
  const [heading, ...sheet] = await rowsOf(text, MOST_ROWS + 1, nextTurn)
  if (!heading) throw new NotReadable(1, 'is empty')
  const fields = given ?? fieldsOf(heading.cells)
  if (!fields.includes('name') && !fields.includes('organisation'))
    throw new NotReadable(
      heading.line,
      'no column is a name: the first line must have headings, or name the columns',
    )
  const rows: ImportRow[] = []
  for (const [n, { line, cells }] of sheet.entries()) {
    if (n % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await nextTurn()
    rows.push(rowOf(line, cells, fields))
  }
  return { columns: heading.cells.map((cell, n) => ({ heading: cell, field: fields[n] ?? '-' })), rows }
}

function rowOf(line: number, cells: readonly string[], fields: readonly ImportField[]): ImportRow {
  const of = (field: ImportField) =>
    cells.flatMap((cell, n) => (fields[n] === field && cell !== '' ? [fromInert(cell)] : []))
  const flag = (field: 'vip' | 'blocked') => {
    const [cell] = of(field)
    return cell === undefined ? {} : { [field]: YES.test(cell) }
  }
  const [id] = of('id')
  return {
    line,
    ...(id !== undefined && { id }),
    name: of('name').join(' '),
    organisation: of('organisation').join(' '),
    numbers: (['work', 'mobile', 'home', 'other'] as const).flatMap((kind) =>
      // Google writes several numbers into one cell.
      of(kind).flatMap((cell) => cell.split(':::').map((number) => ({ text: number.trim(), kind }))),
    ),
    note: of('note').join('\n'),
    ...flag('vip'),
    ...flag('blocked'),
  }
}
