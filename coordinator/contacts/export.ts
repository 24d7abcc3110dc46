import { type Contact, MOST_NUMBERS } from '../protocol/contacts.ts'
import { inert, quoted } from '../protocol/csv-cell.ts'

const KINDS = ['work', 'mobile', 'home', 'other'] as const
/** Contacts that are written before other work comes in between. */
const AT_ONCE = 200

/**
 * All contacts as CSV in UTF-8, piece by piece, with headings that an import knows. A text that a spreadsheet would run as a formula
 * begins with an apostrophe. Numbers are digits behind a plus sign, and stay as they are.
 * @param nextTurn lets other work come in between
 */
export async function* csvOf(
  contacts: readonly Contact[],
  nextTurn: () => Promise<void>,
): AsyncGenerator<string> {
  const columns = KINDS.map((kind) => ({ kind, width: widest(contacts, kind) }))
  const headings = columns.flatMap(({ kind, width }) => Array<string>(width).fill(`${kind} phone`))
  // The mark at the beginning tells Excel that this is UTF-8.
  yield `\uFEFF${['id', 'name', 'organisation', ...headings, 'note', 'vip', 'blocked'].join(',')}\r\n`
  for (let n = 0; n < contacts.length; n += AT_ONCE) {
    await nextTurn()
    yield contacts
      .slice(n, n + AT_ONCE)
      .map((contact) => csvLine(contact, columns))
      .join('')
  }
}

function csvLine(contact: Contact, columns: readonly { kind: string; width: number }[]): string {
  const { id, name, organisation, note, vip, blocked } = contact
  const numbers = columns.flatMap(({ kind, width }) => {
    const ofKind = contact.numbers.filter((it) => it.kind === kind).map(({ number }) => number)
    return [...ofKind, ...Array<string>(width - ofKind.length).fill('')]
  })
  const texts = [name, organisation ?? ''].map(inert)
  const cells = [id, ...texts, ...numbers, inert(note ?? ''), vip ? 'yes' : '', blocked ? 'yes' : '']
  return `${cells.map(quoted).join(',')}\r\n`
}

const widest = (contacts: readonly Contact[], kind: string) =>
  Math.min(
    MOST_NUMBERS,
    contacts.reduce(
      (most, { numbers }) => Math.max(most, numbers.filter((it) => it.kind === kind).length),
      kind === 'work' ? 1 : 0,
    ),
  )
