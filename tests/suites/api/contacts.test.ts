import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { AuditEntry } from '../../../coordinator/protocol/audit.ts'
import type { Contact } from '../../../coordinator/protocol/contacts.ts'
import type { Problem } from '../../../coordinator/protocol/problem.ts'
import { contactsOf } from './contacts.ts'
import { listenTo } from './listen.ts'
import { jsonOf, type Office, openOffice, type Person, viewIn } from './office.ts'

let office: Office
let ann: Person
/** What the server said when this contact was added. */
let zoe: Response

beforeAll(async () => {
  office = await openOffice()
  ann = await office.employ('ann')
  zoe = await ann.request('POST', '/api/contacts', {
    name: '  Zoë\u202e Łukasz ',
    organisation: 'Hall & Partners',
    numbers: [{ number: '(217) 555-0162' }, { number: '+49 (0)30 901820', kind: 'mobile' }],
    note: 'Pays by invoice only.\nAsk for Zoë.',
    vip: true,
  })
})
afterEach(() => {
  const others = office.contacts.book.all().filter(({ name }) => name !== 'Zoë Łukasz')
  return office.contacts.erase(others.map(({ id }) => id))
})
afterAll(() => office.close())

const { add, search, found, all } = contactsOf(() => ann)

test('a contact keeps its numbers in E.164, however they were typed', async () => {
  expect(zoe.status).toBe(201)
  expect(zoe.headers.get('etag')).toBe('"1"')
  const contact = (await zoe.json()) as Contact
  expect(contact).toEqual({
    id: expect.any(String),
    rev: 1,
    name: 'Zoë Łukasz',
    organisation: 'Hall & Partners',
    numbers: [
      { number: '+12175550162', kind: 'work' },
      { number: '+4930901820', kind: 'mobile' },
    ],
    note: 'Pays by invoice only.\nAsk for Zoë.',
    vip: true,
    blocked: false,
  })
  expect(await jsonOf(ann.get(`/api/contacts/${contact.id}`))).toEqual(contact)
  const bad = await ann.request('POST', '/api/contacts', { name: 'Bad', numbers: [{ number: 'call me' }] })
  expect(bad.status).toBe(400)
  expect(((await bad.json()) as Problem).errors?.[0]?.path).toBe('numbers.0.number')
})

test.each([
  'zoe lukasz',
  'ŁUKASZ zoë',
  'partn Zo',
  'invoice łuk',
  '217 555 0162',
  '(217)5550162',
  '0162',
  '+1 217-555',
  '030 901820',
  '+49 (0)30 90',
])('a search for “%s” finds the contact', async (q) => {
  expect(await found(q)).toEqual(['Zoë Łukasz'])
})

test('a search finds nobody who lacks one of the words, and by number whoever has the number', async () => {
  expect(await found('zoe smith')).toEqual([])
  expect(await search({ number: '217-555-0162' })).toHaveLength(1)
  expect(await search({ number: '217-555-0163' })).toEqual([])
})

test('two who change a contact at once: one does, the other gets the present one', async () => {
  const contact = await add({ name: 'Kim Tran', numbers: [{ number: '+12175550170' }] })
  const change = (name: string) =>
    ann.request('PUT', `/api/contacts/${contact.id}`, { ...contact, name }, { 'if-match': '"1"' })
  const answers = await Promise.all([change('Kim A'), change('Kim B')])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
  const lost = answers.find(({ status }) => status === 412)
  const problem = (await lost?.json()) as Problem
  const present = await jsonOf<Contact>(ann.get(`/api/contacts/${contact.id}`))
  expect(problem).toMatchObject({ code: 'changed_meanwhile', contact: present })
  expect(present.rev).toBe(2)
  expect((await ann.request('PUT', `/api/contacts/${contact.id}`, contact)).status).toBe(400)
  const remove = (rev: number) =>
    ann.request('DELETE', `/api/contacts/${contact.id}`, undefined, { 'if-match': `"${rev}"` })
  expect((await remove(1)).status).toBe(412)
  expect((await remove(2)).status).toBe(204)
  expect((await remove(2)).status).toBe(404)
  expect(await found('kim')).toEqual([])
})

test('operators of the site see no contact', async () => {
  const oz = await office.employ('oz', 'ops')
  expect((await oz.get('/api/contacts')).status).toBe(403)
  expect((await oz.get('/api/contacts.csv')).status).toBe(403)
})

test('a live call carries its contact, and follows a change of it although its rev stays', async () => {
  const callSid = await office.rings()
  const stream = await listenTo(office, ann)
  const next = () => stream.next('call')
  const contact = await add({ name: 'Nora Hall', numbers: [{ number: '+12175550148' }], vip: true })
  const shown = {
    id: contact.id,
    name: 'Nora Hall',
    organisation: null,
    vip: true,
    blocked: false,
    others: 0,
  }
  expect(await next()).toMatchObject({ callSid, rev: 1, contact: shown })
  const view = async () => viewIn(await ann.get(`/api/calls/${callSid}`))
  expect(await view()).toMatchObject({ rev: 1, contact: shown })
  // Without that number it is not this contact any more.
  const moved = { ...contact, numbers: [{ number: '+12175550149', kind: 'work' }] }
  await ann.request('PUT', `/api/contacts/${contact.id}`, moved, { 'if-match': '"1"' })
  expect(await next()).toMatchObject({ callSid, rev: 1, contact: null })
  await ann.request('PUT', `/api/contacts/${contact.id}`, contact, { 'if-match': '"2"' })
  await next()
  const claimed = await viewIn(await ann.command(`${callSid}/claim`))
  expect(claimed).toMatchObject({ rev: 2, contact: shown })
  expect(await next()).toMatchObject({ rev: 2, contact: shown })
  stream.close()
  const again = await listenTo(office, ann)
  expect(await again.next('snapshot')).toMatchObject({ calls: [{ callSid, contact: shown }] })
  again.close()
  await office.joins(callSid, 'ann')
  await ann.command(`${callSid}/hangup`)
  const history = ann.request('POST', '/api/history/search', { q: 'hall nora' })
  expect(await jsonOf(history)).toMatchObject([{ callSid, contact: shown }])
})

test('a number is blocked when everybody who has it is blocked', async () => {
  await add({ name: 'Spam', numbers: [{ number: '+13095550199' }], blocked: true })
  const ours = '+12175550100'
  const isBlocked = (callerNumber: string | null) =>
    office.contacts.isBlocked({ callerNumber, calledNumber: ours })
  expect(isBlocked('+13095550199')).toBe(true)
  expect(isBlocked(null)).toBe(false)
  await add({ name: 'Shares the number', numbers: [{ number: '+13095550199' }] })
  expect(isBlocked('+13095550199')).toBe(false)
  // Somebody blocks the office itself: whoever is forwarded still gets through.
  await add({ name: 'Front desk', numbers: [{ number: ours }], blocked: true })
  expect(isBlocked(ours)).toBe(false)
})

test('exports, imports and deletions are in the audit log', async () => {
  const vic = await office.employ('vic')
  await contactsOf(() => vic).importing('Name,Phone\nGina,2175550171')
  const [gina] = await search({ q: 'gina' })
  await vic.request('DELETE', `/api/contacts/${gina?.id}`, undefined, { 'if-match': '"1"' })
  await (await vic.get('/api/contacts.csv')).text()
  await office.audit.flush()
  const boss = await office.employ('boss', 'admin')
  const entries = await jsonOf<{ what: string; who: string }[]>(boss.get('/api/audit?limit=100'))
  const kinds = new Set(entries.filter(({ who }) => who === 'vic').map(({ what }) => what))
  expect([...kinds]).toEqual(
    expect.arrayContaining(['contacts_imported', 'contact_removed', 'data_exported']),
  )
})

test('who blocks a number, adds one to a blocked contact or unblocks it is in the audit log', async () => {
  const uma = await office.employ('uma')
  const body = { name: 'Hugo', numbers: [{ number: '+12175550172' }] }
  const hugo = await contactsOf(() => uma).add(body)
  const change = async (rev: number, more: object) => {
    const path = `/api/contacts/${hugo.id}`
    const answer = await uma.request('PUT', path, { ...body, ...more }, { 'if-match': `"${rev}"` })
    expect(answer.status).toBe(200)
  }
  const two = [...body.numbers, { number: '+12175550173' }]
  await change(1, { blocked: true })
  await change(2, { blocked: true, note: 'Shouts.' })
  await change(3, { blocked: true, numbers: two })
  await change(4, { numbers: two })
  await contactsOf(() => uma).importing('Name,Phone,Blocked\nIris,2175550174,yes')
  await office.audit.flush()
  const root = await office.employ('root', 'admin')
  const entries = await jsonOf<AuditEntry[]>(root.get('/api/audit?limit=100'))
  const said = entries.filter(({ who }) => who === 'uma').map(({ what, detail }) => `${what} ${detail}`)
  expect(said.filter((it) => it.startsWith('contact')).reverse()).toEqual([
    'contact_blocked rev 2',
    'contact_blocked rev 4',
    'contact_unblocked rev 5',
    'contacts_imported 1 new, 0 changed, 0 left out, 1 blocked',
  ])
})

test('contacts that Redis has lost are put back, and those that somebody has brought back are not touched', async () => {
  const { redis, keys, contacts } = office
  for (const name of ['Anton', 'Berta', 'Cesar']) await add({ name, numbers: [] })
  const known = contacts.book.all()
  expect(known.length).toBeGreaterThan(3)
  await redis.del(keys.contacts, keys.contactsState)
  await contacts.restore(known)
  expect(await redis.hlen(keys.contacts)).toBe(known.length)
  await redis.hdel(keys.contacts, known[0]?.id ?? '')
  await contacts.restore(known)
  expect(await redis.hlen(keys.contacts)).toBe(known.length - 1)
  await contacts.load()
  expect(await all()).toEqual(known.slice(1))
})
