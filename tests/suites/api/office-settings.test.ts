import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createOfficeStore } from '../../../coordinator/office/store.ts'
import { NEW_OFFICE, type OfficeSettings } from '../../../coordinator/protocol/office/settings.ts'
import { cookieOf, type Office, openOffice, PASSWORD, type Person, problemIn } from './office.ts'

let office: Office
let ada: Person
let mia: Person

beforeAll(async () => {
  office = await openOffice()
  ada = await office.employ('ada', 'admin')
  mia = await office.employ('mia')
})
afterAll(() => office.close())
beforeEach(() => office.redis.del(office.keys.office))

const { rev: _, changedBy: __, changedAt: ___, ...SETTINGS } = NEW_OFFICE
const NINE_TO_FIVE = [{ from: '09:00', to: '17:00' }]
const WEEK = { mon: NINE_TO_FIVE, tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
const etag = async () => (await mia.get('/api/office')).headers.get('etag') ?? ''
const put = async (settings: unknown, by = ada, match?: string) =>
  by.request('PUT', '/api/office', settings, { 'if-match': match ?? (await etag()) })
const say = (text: string) => ({ kind: 'say', text }) as const

test('an office that nobody has changed is always open and says nothing of its own', async () => {
  const response = await mia.get('/api/office')
  expect([response.status, response.headers.get('etag')]).toEqual([200, '"0"'])
  expect(await response.json()).toEqual(NEW_OFFICE)
})

test('an administrator changes it, everybody reads who did, and others may not', async () => {
  const settings: OfficeSettings = {
    ...SETTINGS,
    timeZone: 'Europe/Berlin',
    week: WEEK,
    greeting: say('Hello'),
  }
  expect((await put(settings, mia)).status).toBe(403)
  const sue = await office.employ('sue', 'supervisor')
  expect((await put(settings, sue)).status).toBe(403)
  const changed = await put(settings)
  expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"1"'])
  const now = await (await mia.get('/api/office')).json()
  expect(now).toEqual({
    ...settings,
    rev: 1,
    changedBy: { agentId: 'ada', name: 'ADA' },
    changedAt: expect.any(String),
  })
  expect(office.lines.join('')).toContain('Office settings changed')
  // Decisions of this process are made by it at once.
  expect(office.desk.office()).toEqual(now)
})

test('when two people change the same settings, the second one is told who changed them first', async () => {
  const bea = await office.employ('bea', 'admin')
  const match = await etag()
  const answers = await Promise.all([
    put({ ...SETTINGS, greeting: say('Ada was here') }, ada, match),
    put({ ...SETTINGS, greeting: say('Bea was here') }, bea, match),
  ])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
  const winner = answers[0].status === 200 ? ada : bea
  const refused = answers.find(({ status }) => status === 412)
  expect(refused && (await problemIn(refused))).toMatchObject({
    code: 'changed_meanwhile',
    winner: { agentId: winner.agentId },
  })
  expect((await (await mia.get('/api/office')).json()).changedBy.agentId).toBe(winner.agentId)
})

test('of many who have read the same settings in the same moment exactly one changes them', async () => {
  const { redis, keys } = office
  const store = createOfficeStore({ redis, keys, clock: { now: Date.now }, committed: () => undefined })
  const { rev } = await store.read()
  const people = ['ada', 'bea', 'cleo', 'dora']
  // Each of them reads before anybody has written.
  const changed = await Promise.all(
    people.map((agentId) =>
      store.change({ ...SETTINGS, greeting: say(agentId) }, rev, { agentId, name: agentId }),
    ),
  )
  expect(changed.map(({ outcome }) => outcome).sort()).toEqual(['done', 'stale', 'stale', 'stale'])
  const winner = people[changed.findIndex(({ outcome }) => outcome === 'done')]
  expect(await store.read()).toMatchObject({ rev: rev + 1, greeting: { text: winner } })
})

test.each(['', 'yesterday', '*', '1', '"1", "2"'])(
  'needs to be told of which settings: not %j',
  async (match) => {
    const refused = await put(SETTINGS, ada, match)
    expect([refused.status, (await problemIn(refused)).errors?.[0]?.path]).toEqual([400, 'If-Match'])
  },
)

test.each<[string, object, string]>([
  ['a time zone', { timeZone: 'Mars/Olympus' }, 'timeZone'],
  ['an offset', { timeZone: '+02:00' }, 'timeZone'],
  ['a time', { week: { ...WEEK, tue: [{ from: '9:00', to: '17:00' }] } }, 'week.tue.0.from'],
  ['an hour', { week: { ...WEEK, tue: [{ from: '09:00', to: '24:01' }] } }, 'week.tue.0.to'],
  ['a missing day', { week: { mon: [] } }, 'week.tue'],
  [
    'an overlap',
    { week: { ...WEEK, mon: [...NINE_TO_FIVE, { from: '16:00', to: '18:00' }] } },
    'week.mon.1.from',
  ],
  ['too many hours', { week: { ...WEEK, mon: Array(7).fill(NINE_TO_FIVE[0]) } }, 'week.mon'],
  ['a day', { exceptions: [{ day: '2026-02-30', name: '', hours: [] }] }, 'exceptions.0.day'],
  [
    'a day twice',
    { exceptions: [1, 2].map(() => ({ day: '2026-12-25', name: '', hours: [] })) },
    'exceptions.1.day',
  ],
  ['empty words', { greeting: say(' ') }, 'greeting.text'],
  ['too many words', { closed: say('x'.repeat(1001)) }, 'closed.text'],
  ['what is no XML', { voicemail: say('a\u0007b') }, 'voicemail.text'],
  ['a voice', { voice: 'Polly.Nobody' }, 'voice'],
  ['a sound’s name', { closed: { kind: 'play', audio: '../x.wav', name: '' } }, 'closed.audio'],
  ['what happens when closed', { whenClosed: 'ring' }, 'whenClosed'],
])('a bad value is named: %s', async (_, part, field) => {
  const refused = await put({ ...SETTINGS, ...part })
  expect(refused.status).toBe(400)
  expect((await problemIn(refused)).errors?.map(({ path }) => path)).toContain(field)
})

const WAV = Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVEfmt '), Buffer.alloc(64, 7)])

async function upload(bytes: Buffer, by = ada) {
  return fetch(`${office.url}/api/office/audio`, {
    method: 'POST',
    body: new Uint8Array(bytes),
    headers: { cookie: by.cookie, 'content-type': 'audio/wav' },
  })
}

test('a sound goes by its content, is served to all who need it, and is kept while it is named', async () => {
  const { audio } = (await (await upload(WAV)).json()) as { audio: string }
  expect(audio).toMatch(/^[0-9a-f]{64}\.wav$/)
  expect(await office.redis.pttl(office.keys.audio(audio))).toBeGreaterThan(0)
  const greeting = { kind: 'play', audio, name: 'hello.wav' }
  expect((await put({ ...SETTINGS, greeting })).status).toBe(200)
  expect(await office.redis.pttl(office.keys.audio(audio))).toBe(-1)
  // Uploaded again it is the same, and still kept.
  expect(await (await upload(WAV)).json()).toEqual({ audio })
  expect(await office.redis.pttl(office.keys.audio(audio))).toBe(-1)
  const heard = await mia.get(`/api/office/audio/${audio}`, { range: 'bytes=0-3' })
  expect([heard.status, heard.headers.get('content-type')]).toEqual([206, 'audio/wav'])
  expect(heard.headers.get('content-disposition')).toBe(`inline; filename="${audio}"`)
  expect(Buffer.from(await heard.arrayBuffer())).toEqual(WAV.subarray(0, 4))
  expect((await put(SETTINGS)).status).toBe(200)
  expect(await office.redis.pttl(office.keys.audio(audio))).toBeGreaterThan(0)
})

test('what is no sound, too large or gone is refused, and nobody but an administrator uploads', async () => {
  expect((await upload(WAV, mia)).status).toBe(403)
  for (const bytes of [Buffer.from('<script>'), Buffer.alloc(500), Buffer.alloc(0)])
    expect((await upload(bytes)).status).toBe(400)
  const large = await upload(Buffer.concat([WAV, Buffer.alloc(2 * 1024 * 1024)]))
  expect([large.status, (await problemIn(large)).detail]).toEqual([400, 'The body must be at most 2048kb'])
  const mp3 = await upload(Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x44]), Buffer.alloc(100)]))
  expect(((await mp3.json()) as { audio: string }).audio).toMatch(/\.mp3$/)
  const never = `${'0'.repeat(64)}.wav`
  const refused = await put({ ...SETTINGS, closed: { kind: 'play', audio: never, name: 'x' } })
  expect([refused.status, (await problemIn(refused)).errors]).toMatchObject([400, [{ path: 'closed.audio' }]])
  expect((await mia.get(`/api/office/audio/${never}`)).status).toBe(404)
  expect((await mia.get('/api/office/audio/..%2F..')).status).toBe(400)
})

test('what costs much is done ten times a minute for one agent, and then still for the others', async () => {
  const eve = await office.employ('eve', 'admin')
  for (let n = 0; n < 10; n++) expect((await upload(WAV, eve)).status).toBe(201)
  const refused = await upload(WAV, eve)
  expect([refused.status, (await problemIn(refused)).code]).toEqual([429, 'rate_limited'])
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await upload(WAV)).status).toBe(201)
})

test('who changes what is recorded has proven lately who they are; all else needs no proof', async () => {
  const eve = await office.employ('eve', 'admin')
  office.passTime(11 * 60_000)
  const recording = { ...NEW_OFFICE.recording, heardBy: 'everybody' as const }
  const refused = await put({ ...SETTINGS, recording }, eve)
  expect([refused.status, (await problemIn(refused)).code]).toEqual([403, 'confirmation_required'])
  expect((await put({ ...SETTINGS, greeting: say('Good day') }, eve)).status).toBe(200)
  const proven = await eve.request('POST', '/api/me/confirm', { password: PASSWORD })
  const again = office.person('eve', cookieOf(proven))
  expect((await put({ ...SETTINGS, recording }, again)).status).toBe(200)
  expect((await put(SETTINGS, again)).status).toBe(200)
})
