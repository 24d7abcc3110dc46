import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createContacts } from '../../../coordinator/contacts/contacts.ts'
import type { ImportReport } from '../../../coordinator/protocol/contacts.ts'
import type { Problem } from '../../../coordinator/protocol/problem.ts'
import { systemRuntime } from '../../../coordinator/runtime.ts'
import { contactsOf } from './contacts.ts'
import { jsonOf, type Office, openOffice, type Person } from './office.ts'

let office: Office
let ann: Person

beforeAll(async () => {
  office = await openOffice()
  ann = await office.employ('ann')
})
afterEach(() => office.contacts.erase(office.contacts.book.all().map(({ id }) => id)))
afterAll(() => office.close())

const { add, search, found, importing, all } = contactsOf(() => ann)
const work = (number: string) => ({ number, kind: 'work' })

const OUTLOOK = [
  'First Name;Last Name;Company;Business Phone;Mobile Phone;E-mail Address;Notes',
  'Lena;Ford;Northside Bakery;(217) 555-0180;+1 217 555 0181;lena@example.com;"Deliveries',
  'before 6:30"',
  ';;;;;;',
  'Frank;Oduya;Dale Farms;not a number;;;',
  ';;Tran Bakery Supply;217-555-0182;;;',
].join('\r\n')

test('an import says what it would do, and one bad line keeps all of it from being done', async () => {
  const before = await all()
  const report = await jsonOf<ImportReport>(importing(OUTLOOK, '?dryRun=true'))
  expect(report).toMatchObject({ rows: 3, created: 2, updated: 0, failed: 1 })
  expect(report.columns.map(({ field }) => field)).toEqual([
    ...['name', 'name', 'organisation', 'work', 'mobile', '-', 'note'],
  ])
  expect(report.errors).toEqual([{ line: 5, message: '“not a number” is no telephone number' }])
  expect(report.sample[0]).toMatchObject({
    name: 'Lena Ford',
    organisation: 'Northside Bakery',
    numbers: [work('+12175550180'), { number: '+12175550181', kind: 'mobile' }],
    note: 'Deliveries\nbefore 6:30',
  })
  const refused = await importing(OUTLOOK)
  expect(refused.status).toBe(400)
  expect(((await refused.json()) as Problem).errors).toEqual([
    { path: 'line 5', message: '“not a number” is no telephone number' },
  ])
  expect(await all()).toEqual(before)
})

test('an import can leave out bad lines, and done again it changes nothing', async () => {
  const report = await jsonOf<ImportReport>(importing(OUTLOOK, '?skipErrors=true'))
  expect(report).toMatchObject({ created: 2, failed: 1 })
  expect(await found('tran bakery')).toEqual(['Tran Bakery Supply'])
  const again = await jsonOf<ImportReport>(importing(OUTLOOK, '?skipErrors=true'))
  expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 2 })
  const changed = OUTLOOK.replace('Northside Bakery', 'Southside Bakery')
  expect(await jsonOf(importing(changed, '?skipErrors=true'))).toMatchObject({ created: 0, updated: 1 })
  expect(await found('lena southside')).toEqual(['Lena Ford'])
})

test('two imports at once do both, and a file that is too large changes nothing', async () => {
  const sheet = (from: number) =>
    ['Name,Phone', ...Array.from({ length: 300 }, (_, n) => `Twin ${n},+1312555${from + n}`)].join('\n')
  const [bob, eve] = [await office.employ('bob'), await office.employ('eve')]
  const answers = await Promise.all([
    importing(sheet(1000)),
    importing(sheet(1000), '', bob),
    importing(sheet(4000), '', eve),
  ])
  const reports = await Promise.all(answers.map(async (it) => (await it.json()) as ImportReport))
  const [one, same, other] = reports.map(({ created, unchanged }) => [created, unchanged])
  // Which of the two is first is up to the server.
  expect([one, same].sort()).toEqual([
    [0, 300],
    [300, 0],
  ])
  expect(other).toEqual([300, 0])
  const size = office.contacts.book.size
  const large = await importing(`Name,Phone\n${'Ann,2175550148\n'.repeat(700_000)}`)
  expect([large.status, ((await large.json()) as Problem).detail]).toEqual([
    400,
    'The body must be at most 8192kb',
  ])
  expect(office.contacts.book.size).toBe(size)
  expect(size).toBe(600)
  expect(await search({ q: 'twin', limit: 500 })).toHaveLength(500)
})

test('an agent imports one file at a time, three are in memory in all, and who hangs up frees the place', async () => {
  const [fay, gus, hal] = [await office.employ('fay'), await office.employ('gus'), await office.employ('hal')]
  const path = '/api/contacts/import?dryRun=true'
  /** Begins to send a file, and waits until the server has its beginning. */
  const begin = async ({ cookie }: Person) => {
    const sent = httpRequest(office.url + path, {
      method: 'POST',
      headers: { cookie, 'content-length': 100, expect: '100-continue' },
    })
    sent.on('error', () => undefined)
    sent.flushHeaders()
    await once(sent, 'continue')
    return sent
  }
  const sheet = 'Name,Phone\nAnn,2175550148'
  const begun = await Promise.all([ann, fay, gus].map(begin))
  // The server has read the heads, and may still look up who asks.
  await vi.waitFor(async () => expect((await importing(sheet, '?dryRun=true', hal)).status).toBe(429))
  const own = await importing(sheet)
  expect([own.status, ((await own.json()) as Problem).code]).toEqual([429, 'rate_limited'])
  expect(own.headers.get('retry-after')).toBe('5')
  const refused = await importing(sheet, '?dryRun=true', hal)
  expect([refused.status, ((await refused.json()) as Problem).code]).toEqual([429, 'rate_limited'])
  expect(refused.headers.get('retry-after')).toBe('5')
  for (const sent of begun) sent.destroy()
  await vi.waitFor(async () => expect((await importing(sheet, '?dryRun=true')).status).toBe(200))
})

test('a process that does not follow the feed imports nothing on what it has read before', async () => {
  const { redis, keys } = office
  const behind = createContacts({ redis, keys, runtime: systemRuntime, committed: () => undefined })
  await behind.load()
  const { rev } = behind
  const contact = await add({ name: 'Newcomer', numbers: [{ number: '+13125559999' }] })
  expect(await behind.putAll([{ ...contact, id: 'other' }], rev)).toBe('stale')
  // A change of one contact is decided on what Redis has, not on the copy.
  expect(await behind.change(contact.id, 1, { ...contact, name: 'Renamed' })).toMatchObject({
    outcome: 'done',
  })
  expect(await behind.change(contact.id, 1, contact)).toMatchObject({
    outcome: 'stale',
    contact: { name: 'Renamed' },
  })
  await behind.loadIfBehind()
  expect(await behind.putAll([{ ...contact, id: 'other', name: 'Other' }], behind.rev)).toBe('ok')
  await office.contacts.load()
  await behind.erase([contact.id, 'other'])
  await office.contacts.load()
  expect(await found('renamed')).toEqual([])
})

test('the columns of an import can be named, and old encodings are read', async () => {
  const bytes = Buffer.from('wer,was\nJörg Groß,217 555 0183', 'latin1')
  const response = await fetch(`${office.url}/api/contacts/import?columns=name,home`, {
    method: 'POST',
    body: bytes,
    headers: { cookie: ann.cookie },
  })
  expect(await response.json()).toMatchObject({ created: 1 })
  const [joerg] = await search({ q: 'groß jorg' })
  expect(joerg).toMatchObject({ name: 'Jörg Groß', numbers: [{ kind: 'home' }] })
})

test('vCards of every version are imported', async () => {
  const cards = [
    'BEGIN:VCARD',
    'VERSION:2.1',
    'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=\r\n=BCrgen',
    'TEL;CELL:+49 171 1234567',
    'END:VCARD',
    'BEGIN:VCARD',
    'VERSION:4.0',
    'FN:Ada\\, Countess of Love\r\n lace',
    'ORG:Analytical Engines;Research',
    'item1.TEL;VALUE=uri;TYPE="voice,home":tel:+1-217-555-0184',
    'TEL;TYPE=fax:+1 217 555 0185',
    'NOTE:First line\\nsecond line',
    'END:VCARD',
  ].join('\r\n')
  expect(await jsonOf(importing(cards))).toMatchObject({ created: 2, failed: 0 })
  expect((await search({ q: 'jurgen' }))[0]).toMatchObject({
    name: 'Jürgen Müller',
    numbers: [{ number: '+491711234567', kind: 'mobile' }],
  })
  expect((await search({ q: 'lovelace' }))[0]).toMatchObject({
    name: 'Ada, Countess of Lovelace',
    organisation: 'Analytical Engines',
    numbers: [{ number: '+12175550184', kind: 'home' }],
    note: 'First line\nsecond line',
  })
})

test('an export runs no formula, and can be imported again', async () => {
  await add({
    name: '=HYPERLINK("http://evil.example")',
    organisation: '@cmd',
    numbers: [{ number: '+12175550190' }],
    note: 'likes tea;=1+1;"@x"\n- and cake; not today',
  })
  const before = await all()
  const response = await ann.get('/api/contacts.csv')
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(response.headers.get('content-disposition')).toContain('attachment')
  const text = await response.text()
  expect(text).toContain(`"'=HYPERLINK(""http://evil.example"")",'@cmd,`)
  // As a spreadsheet reads it that parts cells by semicolons.
  const cells = text.split(/[;\r\n]+/).map((cell) => cell.replace(/^[ "]+/, ''))
  expect(cells.filter((cell) => /^[=+\-@]/.test(cell))).toEqual([])
  expect(await jsonOf(importing(text))).toMatchObject({
    created: 0,
    updated: 0,
    unchanged: before.length,
    failed: 0,
  })
  expect(await all()).toEqual(before)
})
