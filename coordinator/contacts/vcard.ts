import { LONGEST_NOTE, type NumberKind } from '../protocol/contacts.ts'
import { type ImportRow, MOST_WRITTEN } from './import-plan.ts'
import { NotReadable } from './spreadsheet.ts'

/** Beyond it, the value of a property is no text of a contact but a picture. */
const LONGEST_LINE = 16 * 1024
/** Lines that are read before other work comes in between. */
const LINES_AT_ONCE = 2_000

/**
 * The contacts of a vCard file, of any version: 2.1 as older telephones write it, 3.0 and 4.0. What is no name, organisation,
 * number or note is left out. Sources: RFC 2426, RFC 6350.
 * @param most more contacts are too many
 * @param nextTurn lets other work come in between
 * @throws NotReadable
 */
export async function contactsOf(
  text: string,
  most: number,
  nextTurn: () => Promise<void>,
): Promise<ImportRow[]> {
  const rows: ImportRow[] = []
  let row: ImportRow | null = null
  for await (const { line, content } of contentLines(text, nextTurn)) {
    const property = propertyOf(content)
    if (property === null) continue
    const { name, parameters, value } = property
    if (name === 'BEGIN' && value.toUpperCase() === 'VCARD') {
      if (rows.length === most)
        throw new NotReadable(line, `has more than ${most} contacts: import them in parts`)
      row = { line, name: '', organisation: '', numbers: [], note: '' }
    } else if (name === 'END' && row !== null) {
      rows.push(row)
      row = null
    } else if (row !== null) addTo(row, name, parameters, value)
  }
  if (row !== null) throw new NotReadable(row.line, 'the contact has no end: the file is cut off')
  return rows
}

function addTo(row: ImportRow, name: string, parameters: readonly string[], value: string) {
  switch (name) {
    case 'FN':
      row.name = unescaped(value)
      break
    case 'N': {
      // Family; given; additional; prefix; suffix. FN says how they are written together.
      const [family = '', given = ''] = parts(value)
      row.name ||= `${given} ${family}`.trim()
      break
    }
    case 'ORG':
      row.organisation ||= parts(value)[0] ?? ''
      break
    case 'TEL':
      if (!parameters.some((it) => it.includes('FAX')))
        if (row.numbers.length <= MOST_WRITTEN)
          row.numbers.push({ text: unescaped(value), kind: kindOf(parameters) })
      break
    case 'NOTE':
      if (row.note.length <= LONGEST_NOTE) row.note = [row.note, unescaped(value)].filter(Boolean).join('\n')
      break
  }
}

function kindOf(parameters: readonly string[]): NumberKind {
  const types = parameters.join(' ')
  if (/CELL|MOBILE|IPHONE/.test(types)) return 'mobile'
  if (types.includes('HOME')) return 'home'
  return /PAGER|OTHER/.test(types) ? 'other' : 'work'
}

/** Lines that were folded are put together again. Each has the number of its first line, from 1. */
async function* contentLines(
  text: string,
  nextTurn: () => Promise<void>,
): AsyncGenerator<{ line: number; content: string }> {
  let [line, read, length] = [0, 0, 0]
  let pieces: string[] = []
  let isBroken = false
  let encoded = false
  const put = (piece: string) => {
    if (length < LONGEST_LINE) pieces.push(piece)
    length += piece.length
  }
  const content = () => pieces.join('').slice(0, LONGEST_LINE)
  for (const raw of linesOf(text)) {
    if (++read % LINES_AT_ONCE === 0) await nextTurn()
    const isFolded = /^[ \t]/.test(raw)
    if (line === 0 || !(isFolded || isBroken)) {
      if (line > 0) yield { line, content: content() }
      ;[line, length, pieces] = [read, 0, []]
      encoded = isEncoded(raw.slice(0, LONGEST_LINE))
    }
    // Version 2.1 breaks a line of encoded text with an equals sign.
    isBroken = encoded && raw.endsWith('=')
    const piece = isFolded && pieces.length > 0 ? raw.slice(1) : raw
    put(isBroken ? piece.slice(0, -1) : piece)
  }
  yield { line, content: content() }
}

function* linesOf(text: string): Generator<string> {
  let from = 0
  for (const { index, 0: end } of text.matchAll(/\r\n?|\n/g)) {
    yield text.slice(from, index)
    from = index + end.length
  }
  yield text.slice(from)
}

const isEncoded = (content: string) => /^[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE/i.test(content)

function propertyOf(content: string): { name: string; parameters: string[]; value: string } | null {
  const [, head = '', raw] = /^((?:[^":]|"[^"]*")+):(.*)$/s.exec(content) ?? []
  if (raw === undefined) return null
  const [name = '', ...parameters] = head.toUpperCase().split(';')
  const value = isEncoded(content) ? decoded(raw, parameters) : raw
  // iPhones group a number and its label: item1.TEL.
  return { name: name.replace(/^[^.]*\./, '').trim(), parameters, value: value.trim() }
}

function decoded(text: string, parameters: readonly string[]): string {
  const charset = parameters.find((it) => it.startsWith('CHARSET='))?.slice('CHARSET='.length) ?? 'UTF-8'
  const bytes = Buffer.from(
    text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
  try {
    return new TextDecoder(charset.toLowerCase()).decode(bytes)
  } catch {
    return bytes.toString('latin1')
  }
}

const unescaped = (text: string) =>
  text.replace(/\\([nN,;:\\])/g, (_, it: string) => (it === 'n' || it === 'N' ? '\n' : it))

/** The parts of a value, which semicolons part. */
const parts = (value: string) => value.split(/(?<!\\);/).map(unescaped)
