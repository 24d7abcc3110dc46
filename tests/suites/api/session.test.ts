import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { SessionView } from '../../../coordinator/protocol/account.ts'
import { SESSION_IDLE_MS } from '../../../coordinator/sessions/sessions.ts'
import { addressOf } from './addresses.ts'
import { cookieOf, type Office, openOffice, PASSWORD, PUBLIC_URL, problemIn } from './office.ts'

let office: Office

beforeAll(async () => {
  office = await openOffice({ trustedProxies: 1 })
})
afterAll(() => office.close())

let from: ReturnType<typeof addressOf>
beforeEach(({ task }) => {
  from = addressOf(task.id)
})

const presenceOf = (agentId: string) => office.desk.agent(agentId)?.presence

describe('a session', () => {
  const HALF = SESSION_IDLE_MS / 2
  test('lasts while its agent uses it; what a console sends by itself is no use, but during a call', async () => {
    const pia = await office.employ('pia')
    const consoles = () => pia.get('/api/today')
    office.passTime(HALF)
    expect((await pia.get('/api/me')).status).toBe(200)
    office.passTime(HALF)
    expect((await consoles()).status).toBe(200)
    office.passTime(HALF)
    expect((await consoles()).status).toBe(401)

    const again = await office.employ('pia')
    const callSid = await office.rings()
    await again.command(`${callSid}/claim`)
    await office.joins(callSid, 'pia')
    await vi.waitUntil(() => office.desk.agent('pia')?.callSid === callSid)
    for (let n = 0; n < 3; n++) {
      office.passTime(HALF)
      expect((await again.get('/api/today')).status).toBe(200)
    }
  })

  test('is shown to its agent, who ends it, or all others', async () => {
    const here = await office.employ('quin')
    const headers = { ...from, 'user-agent': 'Mozilla/5.0 Firefox/140.0' }
    const there = cookieOf(await office.signIn('quin', PASSWORD, headers))
    const third = await office.employ('quin')
    const list = async (): Promise<SessionView[]> => (await here.get('/api/me/sessions')).json()
    const own = await list()
    expect(own.filter(({ current }) => current)).toHaveLength(1)
    const other = own.find(({ address }) => address === from['x-forwarded-for'])
    expect(other).toMatchObject({ userAgent: headers['user-agent'], current: false })
    const rival = await office.employ('rita')
    expect((await rival.request('DELETE', `/api/me/sessions/${other?.id}`)).status).toBe(404)
    const told = await office.redis.xlen(office.keys.feed)
    expect((await here.request('DELETE', `/api/me/sessions/${'x'.repeat(8_000)}`)).status).toBe(404)
    expect(await office.redis.xlen(office.keys.feed)).toBe(told)
    expect((await here.request('DELETE', `/api/me/sessions/${other?.id}`)).status).toBe(204)
    expect((await office.request('GET', '/api/me', undefined, { cookie: there })).status).toBe(401)
    expect((await here.request('DELETE', '/api/me/sessions')).status).toBe(204)
    expect((await third.get('/api/me')).status).toBe(401)
    expect((await list()).map(({ current }) => current)).toEqual([true])
    expect(presenceOf('quin')).toBe('away')
  })
})

describe('signing out', () => {
  test('ends the session at once, and the agent is offline after the last one', async () => {
    const first = await office.employ('ivy')
    const second = await office.employ('ivy')
    const answer = await first.request('DELETE', '/api/session')
    expect(answer.status).toBe(204)
    expect(answer.headers.get('set-cookie')).toContain('Max-Age=0')
    expect((await first.get('/api/me')).status).toBe(401)
    expect((await second.get('/api/me')).status).toBe(200)
    expect(presenceOf('ivy')).toBe('away')
    await second.request('DELETE', '/api/session')
    expect(presenceOf('ivy')).toBe('offline')
  })

  test('that is told late locks nobody out who has signed in again', async () => {
    const lena = await office.employ('lena')
    await office.agents.send('lena', 'LENA', { type: 'STREAM_OPENED', streamId: 's', coordinatorId: 'one' })
    await office.agents.send('lena', 'LENA', { type: 'SIGN_OUT' })
    const chosen = await lena.request('PUT', '/api/me/presence', { presence: 'available' })
    expect(await chosen.json()).toMatchObject({ presence: 'available' })
    expect(office.desk.availability().freeAgents).toContain('lena')
  })

  test('closes the streams of that session', async () => {
    const jo = await office.employ('jo')
    const stream = await jo.get('/api/events')
    expect(stream.headers.get('content-type')).toContain('text/event-stream')
    const read = stream.text()
    await jo.request('DELETE', '/api/session')
    expect(await read).toContain('event: snapshot')
  })
})

test('a browser in which another agent has signed in gives the desk of the first no stream', async () => {
  const jo = await office.employ('jo')
  const refused = await jo.get('/api/events?agentId=ivy')
  expect(refused.status).toBe(401)
  expect((await problemIn(refused)).code).toBe('unauthenticated')
  const stream = await jo.get('/api/events?agentId=jo')
  expect(stream.status).toBe(200)
  await jo.request('DELETE', '/api/session')
  await stream.text()
})

describe('a request that changes something', () => {
  const attempt = (headers: Record<string, string>) =>
    office.signIn('nobody', 'guess', { ...from, ...headers })

  test.each([
    ['a foreign page', { origin: 'https://evil.example.com' }],
    ['a page without an origin', { origin: 'null' }],
    ['our name in front of a foreign one', { origin: `${PUBLIC_URL}.evil.example.com` }],
    ['the host that was asked, which is not ours', { origin: 'http://desk.internal', host: 'desk.internal' }],
    ['a browser that says so', { 'sec-fetch-site': 'cross-site' }],
  ])('is refused from %s', async (_, headers) => {
    const refused = await attempt(headers)
    expect(refused.status).toBe(403)
    expect((await problemIn(refused)).code).toBe('foreign_origin')
  })

  test('is taken from our own pages and from a script', async () => {
    for (const headers of [{ origin: PUBLIC_URL }, {}]) expect((await attempt(headers)).status).toBe(401)
  })

  test('is refused on every path of the API, before anything else', async () => {
    const headers = { origin: 'https://evil.example.com' }
    const answers = await Promise.all([
      office.request('DELETE', '/api/session', undefined, headers),
      office.request('PUT', '/api/me/presence', { presence: 'away' }, headers),
      office.request('POST', '/api/calls/CA1/hangup', undefined, headers),
    ])
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403])
  })
})

test('without a cookie nothing is told and nothing is done', async () => {
  const paths = [
    '/api/me',
    '/api/desk',
    '/api/agents',
    '/api/calls',
    '/api/calls/CA1',
    '/api/history',
    '/api/voice-token',
  ]
  for (const path of [...paths, '/api/calls/CA1/history', '/api/events']) {
    const refused = await office.request('GET', path)
    expect([path, refused.status]).toEqual([path, 401])
    expect((await problemIn(refused)).code).toBe('unauthenticated')
  }
  expect((await office.request('POST', '/api/calls/CA1/claim')).status).toBe(401)
  const forged = await office.request('GET', '/api/me', undefined, {
    cookie: '__Host-switchyard_session=forged',
  })
  expect(forged.status).toBe(401)
})
