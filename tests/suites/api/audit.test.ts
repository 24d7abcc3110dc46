import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AuditEntry } from '../../../coordinator/protocol/audit.ts'
import { NEW_OFFICE, type Office as OfficeNow } from '../../../coordinator/protocol/office/settings.ts'
import { jsonOf, type Office, openOffice, type Person, PUBLIC_URL } from './office.ts'

let office: Office
let ada: Person
let ben: Person

beforeAll(async () => {
  office = await openOffice({ trustedProxies: 1 })
  ada = await office.employ('ada', 'admin')
  ben = await office.employ('ben')
})
afterAll(() => office.close())

async function entries(query = ''): Promise<AuditEntry[]> {
  await office.audit.flush()
  const answer = await ada.get(`/api/audit${query}`)
  expect(answer.status).toBe(200)
  return (await answer.json()) as AuditEntry[]
}

const FROM = { 'x-forwarded-for': '203.0.113.7' }
const from = '203.0.113.7'

test('sign-ins, failures and sign-outs are audited; what is typed as an unknown name is not', async () => {
  await office.signIn('ben', 'wrong', FROM)
  await office.signIn('hunter2', 'wrong', FROM)
  const again = await office.employ('ben')
  await again.request('DELETE', '/api/session', undefined, FROM)
  const found = await entries()
  expect(found[0]).toMatchObject({ what: 'signed_out', who: 'ben', from, result: 'done' })
  expect(found[1]).toMatchObject({ what: 'signed_in', who: 'ben', result: 'done', detail: null })
  const failed = found.filter(({ what }) => what === 'sign_in_failed')
  expect(failed).toMatchObject([
    { who: null, from, target: null, result: 'refused' },
    { who: null, from, target: 'ben', result: 'refused' },
  ])
  expect(JSON.stringify(found) + office.lines.join()).not.toContain('hunter2')
})

test('a lock is audited, and its repetitions cost one entry', async () => {
  const other = { 'x-forwarded-for': '203.0.113.8' }
  for (let n = 0; n < 15; n++) await office.signIn('ben', 'wrong', other)
  const locked = (await entries()).filter(({ what }) => what === 'sign_in_locked')
  expect(locked.map(({ target, count }) => [target, count])).toEqual([
    ['ben', 4],
    ['ben', 1],
  ])
})

test('a change of what is recorded and of who may hear it says from what to what', async () => {
  const { rev, changedAt, changedBy, ...settings } = await jsonOf<OfficeNow>(ada.get('/api/office'))
  const recording = { ...settings.recording, inbound: 'always', announces: false, heardBy: 'everybody' }
  const changed = await ada.request(
    'PUT',
    '/api/office',
    { ...settings, recording },
    { 'if-match': `"${rev}"` },
  )
  expect([changed.status, changedAt, changedBy]).toEqual([200, null, null])
  const [found] = (await entries()).filter(({ what }) => what === 'office_changed')
  expect(found).toMatchObject({
    who: 'ada',
    detail: `rev ${rev + 1}; recording.inbound: never → always; recording.announces: on → off; recording.heardBy: supervisors → everybody`,
  })
})

test('refused requests are audited with their route: a role that is too low, another origin, a foreign board', async () => {
  const foreign = { origin: 'https://elsewhere.example.com', ...FROM }
  expect((await ben.get('/api/audit')).status).toBe(403)
  expect((await ada.request('PUT', '/api/me/presence', { presence: 'away' }, foreign)).status).toBe(403)
  expect((await ben.get('/ops/jobs')).status).toBe(403)
  const refused = (await entries()).filter(({ what }) => what === 'request_refused')
  expect(refused).toMatchObject([
    { who: 'ben', target: 'GET /ops/jobs', detail: 'forbidden' },
    { who: null, from, target: 'PUT /api/me/presence', detail: 'foreign_origin' },
    { who: 'ben', target: 'GET /api/audit', detail: 'forbidden', result: 'refused' },
  ])
})

test('what an administrator tries to change on the job board is refused and audited', async () => {
  expect((await ada.request('POST', '/ops/jobs/api/clean', {}, { origin: PUBLIC_URL })).status).toBe(403)
  expect(await entries('?limit=1')).toMatchObject([
    { what: 'request_refused', who: 'ada', target: 'POST /ops/jobs', detail: 'forbidden', result: 'refused' },
  ])
})

test('a page begins before the entry that is named, and a wrong name is refused', async () => {
  const [first, second] = await entries('?limit=2')
  expect(await entries(`?limit=1&before=${first?.id}`)).toEqual([second])
  for (const wrong of ['yesterday', '0-0'])
    expect((await ada.get(`/api/audit?before=${wrong}`)).status).toBe(400)
  expect((await office.request('GET', '/api/audit')).status).toBe(401)
})

test('a change of the office names who made it and what was changed, and tells no words', async () => {
  const { rev, changedAt: _, changedBy: __, ...settings } = NEW_OFFICE
  const before = await jsonOf<OfficeNow>(ada.get('/api/office'))
  const saves = (body: object, at: number) =>
    ada.request('PUT', '/api/office', body, { 'if-match': `"${before.rev + at}"` })
  const changes = async () => (await entries()).filter(({ what }) => what === 'office_changed').slice(0, 1)
  for (const at of [rev, 1]) expect((await saves(settings, at)).status).toBe(200)
  expect(await changes()).toMatchObject([{ who: 'ada', detail: `rev ${before.rev + 2}; nothing` }])
  const greeting = { kind: 'say', text: 'Ask for Mr Smith' }
  const recording = { ...settings.recording, inbound: 'always', announces: false }
  expect((await saves({ ...settings, whenClosed: 'hangup', greeting, recording }, 2)).status).toBe(200)
  expect(await changes()).toMatchObject([
    {
      detail: `rev ${before.rev + 3}; greeting; whenClosed: voicemail → hangup; recording.inbound: never → always; recording.announces: on → off`,
    },
  ])

  const timeZone = 'America/Argentina/Buenos_Aires'
  const notice = greeting
  const all = {
    ...{ timeZone, week: null, exceptions: [{ day: '2026-12-24', name: 'Eve', hours: [] }] },
    ...{ voice: 'Polly.Joanna', greeting: null, voicemail: notice, closed: notice, tags: [] },
    ...{ whenClosed: 'voicemail' },
    recording: { inbound: 'on_demand', outbound: 'always', announces: true, notice, heardBy: 'everybody' },
  }
  const saved = await saves(all, 3)
  expect(saved.status).toBe(200)
  const [{ detail } = { detail: null }] = await changes()
  expect(detail).toMatch(/^rev \d+; timeZone; exceptions; .*; recording\.inbound; .*; tags$/)
})
