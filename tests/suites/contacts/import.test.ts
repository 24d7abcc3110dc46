import { expect, test, vi } from 'vitest'
import { ContactBook, entryOf } from '../../../coordinator/contacts/book.ts'
import { type Imported, importContacts } from '../../../coordinator/contacts/import.ts'
import { planImport } from '../../../coordinator/contacts/import-plan.ts'
import { type Contact, ImportQuery } from '../../../coordinator/protocol/contacts.ts'
import { systemRuntime } from '../../../coordinator/runtime.ts'
import { longestTurn } from '../../setup/longest-turn.ts'

/** Contacts that nobody else changes, without Redis. */
function officeWith(known: readonly Contact[] = []) {
  const book = new ContactBook()
  book.fill(known.map(entryOf))
  const contacts = {
    book,
    rev: 0,
    load: async () => undefined,
    putAll: async (changed: readonly Contact[]) => {
      book.putAll(changed.map(entryOf))
      return 'ok' as const
    },
  }
  const read = (file: string | Buffer, query: Record<string, string> = {}): Promise<Imported> =>
    importContacts(Buffer.from(file), ImportQuery.parse(query), {
      contacts,
      runtime: systemRuntime,
      country: 'US',
    })
  return { book, read }
}

/** What came of a file: each contact in short, or why it was not read. */
async function contactsIn(file: string | Buffer, query?: Record<string, string>) {
  const { book, read } = officeWith()
  const imported = await read(file, query)
  if (imported.outcome === 'unreadable') return `line ${imported.line}: ${imported.message}`
  if (imported.outcome === 'errors')
    return imported.report.errors.map(({ line, message }) => `line ${line}: ${message}`)
  return book.all().map(({ name, numbers, note }) => [name, ...numbers.map(({ number }) => number), note])
}

const SHEET = 'Name,Phone,Notes\nŁucja Öz,(217) 555-0148,“tea”'
const READ = [['Łucja Öz', '+12175550148', '“tea”']]
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()

test.each([
  ['UTF-8', SHEET],
  ['UTF-8 with a mark', `\uFEFF${SHEET}`],
  ['UTF-16 with a mark', Buffer.from(`\uFEFF${SHEET}`, 'utf16le')],
  ['UTF-16 without a mark', Buffer.from(SHEET, 'utf16le')],
  ['big-endian UTF-16 with a mark', utf16be(`\uFEFF${SHEET}`)],
  ['big-endian UTF-16 without a mark', utf16be(SHEET)],
  ['semicolons', SHEET.replaceAll(',', ';')],
  ['tabs', SHEET.replaceAll(',', '\t')],
  ['line ends of Windows', SHEET.replaceAll('\n', '\r\n')],
  ['line ends of old Macs', SHEET.replaceAll('\n', '\r')],
  ['a line of Excel that names the delimiter', `sep=;\r\n${SHEET.replaceAll(',', ';')}`],
])('a sheet with %s is read', async (_, file) => {
  expect(await contactsIn(file)).toEqual(READ)
})

test('quotes are read as Excel writes them, and lines are counted as an editor does', async () => {
  const sheet = 'Name,Phone,Notes\r\n"Hall, ""Nora""",217 555 0148,"one\r\ntwo"\r\nBad,x,\r\n'
  expect(await contactsIn(sheet)).toEqual(['line 4: “x” is no telephone number'])
  expect(await contactsIn(sheet, { skipErrors: 'true' })).toEqual([
    ['Hall, "Nora"', '+12175550148', 'one\ntwo'],
  ])
  expect(await contactsIn(`sep=,\r\n${sheet}`)).toEqual(['line 5: “x” is no telephone number'])
})

test.each([
  ['+1 (217) 555-0148', '+12175550148'],
  ['217.555.0148', '+12175550148'],
  ['tel:+1-217-555-0148', '+12175550148'],
  ['1 217 555 0148', '+12175550148'],
  ['+49 (0)30 901820', '+4930901820'],
  ['011 49 30 901820', '+4930901820'],
  ['\u202a+1 217\u2011555\u20110148\u202c', '+12175550148'],
  ['٢١٧٥٥٥٠١٤٨', '+12175550148'],
  ["'+12175550148", '+12175550148'],
  ['217-555-0148 ext. 12', '+12175550148'],
])('the number %s is read', async (written, number) => {
  expect(await contactsIn(`Name;Phone\nAnn;${written}`)).toEqual([['Ann', number, null]])
})

test('names turn nothing round, hide nothing and are no properties', async () => {
  const sheet =
    'Name,Phone\n\u202eevil\u2066 \u0000Bob,2175550148\n__proto__,2175550149\nconstructor,2175550150'
  expect(await contactsIn(sheet)).toEqual([
    ['__proto__', '+12175550149', null],
    ['constructor', '+12175550150', null],
    ['evil Bob', '+12175550148', null],
  ])
})

test('a quotation mark without an end, and a cell of a megabyte, are named with their line', async () => {
  const words = 'a row is too long: is a quotation mark missing?'
  expect(await contactsIn(`Name,Phone\nAnn,2175550148\n"Bob,2175550149\nEve,2175550150\n`)).toBe(
    `line 4: ${words}`,
  )
  expect(await contactsIn(`Name,Phone\n${'x'.repeat(1_000_000)},2175550148`)).toBe(`line 2: ${words}`)
  expect(await contactsIn(`Name,Phone,Note\nAnn,2175550148,${'x'.repeat(3_000)}`)).toEqual([
    expect.stringContaining('line 2: note:'),
  ])
})

test('a file without names, without rows or with other things than contacts changes nothing', async () => {
  expect(await contactsIn('')).toBe('line 1: is empty')
  expect(await contactsIn('217 555 0148\n217 555 0149')).toContain('line 1: no column is a name')
  expect(await contactsIn('Name,Phone\n')).toEqual([])
  expect(await contactsIn(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xd, 0xa, 0x1a, 0xa]))).toContain(
    'no column is a name',
  )
  expect(await contactsIn('BEGIN:VCARD\nFN:Ann\nTEL:2175550148\n')).toContain('the file is cut off')
})

test('rows of one person become one contact, also twenty thousand with one number', {
  timeout: 20_000,
}, async () => {
  const twice = 'Name,Phone\nAnn Lee,2175550148\nann  lée,+1 217 555 0148\nAnn Lee,2175550149'
  expect(await contactsIn(twice)).toHaveLength(2)
  expect(await contactsIn(twice)).toContainEqual(['ann lée', '+12175550148', null])
  const { book, read } = officeWith()
  const sheet = ['Name,Phone', ...Array.from({ length: 20_000 }, (_, n) => `Person ${n},2175550148`)].join(
    '\n',
  )
  const longest = longestTurn()
  expect(await read(sheet)).toMatchObject({ outcome: 'done', report: { created: 20_000 } })
  expect(await read(sheet)).toMatchObject({ outcome: 'done', report: { created: 0, unchanged: 20_000 } })
  expect(book.withNumber('+12175550148')).toHaveLength(20_000)
  expect(longest()).toBeLessThan(400)
})

test('pictures and broken lines of vCards keep nobody waiting', { timeout: 20_000 }, async () => {
  const picture = `PHOTO;ENCODING=BASE64:${'\r\n '.concat('A'.repeat(74)).repeat(50_000)}`
  const broken = `NOTE;ENCODING=QUOTED-PRINTABLE:${'=41='.concat('\r\n').repeat(100_000)}`
  const card = (more: string) => `BEGIN:VCARD\r\nFN:Ann\r\n${more}\r\nTEL:2175550148\r\nEND:VCARD\r\n`
  const longest = longestTurn()
  expect(await contactsIn(card(picture))).toEqual([['Ann', '+12175550148', null]])
  expect(await contactsIn(card(broken))).toEqual([expect.stringContaining('note')])
  expect(await contactsIn('\n'.repeat(4_000_000))).toBe('line 1: is empty')
  expect(longest()).toBeLessThan(400)
})
const MEGABYTE = 1024 * 1024
const card = (content: string) => `BEGIN:VCARD\nFN:Ada\nTEL:2175550148\n${content}\nEND:VCARD\n`
test.each([
  ['lines that are folded after each letter', card(`NOTE:${'\n x'.repeat(MEGABYTE / 3)}`)],
  [
    'encoded lines that go on for ever',
    card(`X;QUOTED-PRINTABLE${'a;'.repeat(8_000)}=${'\n='.repeat(MEGABYTE / 2)}`),
  ],
  ['notes', card('NOTE:x\n'.repeat(MEGABYTE / 7))],
  ['numbers', card('TEL:2175550149\n'.repeat(MEGABYTE / 15))],
  ['empty rows', `name,phone\n${',\n'.repeat(MEGABYTE / 2)}`],
  ['numbers in each cell', `name,phone\n${`Ada,${'2175550148 ::: '.repeat(4_000)}\n`.repeat(16)}`],
  ['long names', `name,phone\n${`${'é '.repeat(30_000)},2175550148\n`.repeat(16)}`],
])('a file of a megabyte of %s keeps nobody waiting', { timeout: 30_000 }, async (_, file) => {
  const { read } = officeWith()
  const longest = longestTurn()
  await read(file, { skipErrors: 'true' })
  // Some 20 ms; where time grows with the square, tens of seconds.
  expect(longest()).toBeLessThan(400)
})

test('a number that a row repeats is parsed once, and no more numbers than a contact can have', async () => {
  const numberIn = vi.fn((text: string) => text)
  const planned = (texts: readonly string[]) =>
    planImport(
      [
        {
          ...{ line: 1, name: 'Ann', organisation: '', note: '' },
          numbers: texts.map((text) => ({ text, kind: 'work' as const })),
        },
      ],
      { book: officeWith().book, numberIn, newId: () => 'a', nextTurn: async () => undefined },
    )
  expect((await planned(Array(49).fill('+12175550148'))).created).toBe(1)
  expect(numberIn).toHaveBeenCalledTimes(1)
  const { errors } = await planned(Array.from({ length: 49 }, (_, n) => `+121755501${10 + n}`))
  expect(errors).toEqual([{ line: 1, message: 'has more numbers than a contact can have' }])
  expect(numberIn).toHaveBeenCalledTimes(1 + 11)
})
