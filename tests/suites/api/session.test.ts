import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { SessionView } from '../../../coordinator/protocol/account.ts'
import { WAITS } from '../../../coordinator/protocol/session.ts'
import { SESSION_IDLE_MS } from '../../../coordinator/sessions/sessions.ts'
import { cookieOf, type Office, openOffice, PASSWORD, PUBLIC_URL, problemIn } from './office.ts'

let office: Office

beforeAll(async () => {
  office = await openOffice({ trustedProxies: 1 })
})
afterAll(() => office.close())

let last = 0
/** An address of its own for each test: failures count per address too. */
let from: Record<string, string>
beforeEach(() => {
  from = { 'x-forwarded-for': `203.0.113.${++last}` }
})

const presenceOf = (agentId: string) => office.desk.agent(agentId)?.presence

describe('signing in', () => {
  test('opens a session that only the cookie knows, and shows the agent as away', async () => {
    await office.hire('ada')
    const answer = await office.signIn('ada', PASSWORD, from)
    expect(answer.status).toBe(204)
    const cookie = answer.headers.getSetCookie()[0] ?? ''
    for (const attribute of ['HttpOnly', 'SameSite=Lax', 'Path=/', 'Secure', `Max-Age=${7 * 86_400}`])
      expect(cookie.split('; ')).toContain(attribute)
    const me = await office.request('GET', '/api/me', undefined, { cookie: cookieOf(answer) })
    expect(await me.json()).toEqual({
      agentId: 'ada',
      name: 'ADA',
      role: 'agent',
      presence: 'away',
      company: false,
    })
    const desk = await office.request('GET', '/api/desk', undefined, { cookie: cookieOf(answer) })
    expect(await desk.json()).toEqual({
      parkingSlots: 3,
      waits: WAITS,
      listeningShown: true,
      dialCountry: 'US',
    })
    const token = cookieOf(answer).split('=')[1] ?? ''
    const stored = await office.redis.keys(`${office.keys.prefix}session:*`)
    expect(stored).toHaveLength(1)
    expect(stored.join()).not.toContain(token)
  })

  test('says the same of a wrong password and of an agent nobody knows', async () => {
    await office.hire('bob')
    const wrong = await office.signIn('bob', 'guess', from)
    const unknown = await office.signIn('nobody', PASSWORD, from)
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    expect(await problemIn(wrong)).toEqual(await problemIn(unknown))
    expect(wrong.headers.get('set-cookie')).toBeNull()
  })

  test('is refused to an agent who was disabled', async () => {
    await office.hire('old')
    await office.accounts.setDisabled('old', true)
    expect((await office.signIn('old', PASSWORD, from)).status).toBe(401)
  })

  test.each<[string, (agentId: string) => Promise<unknown>]>([
    ['disabled', (agentId) => office.accounts.setDisabled(agentId, true)],
    ['given another password', (agentId) => office.accounts.setPassword(agentId, 'of somebody else')],
    ['given another role', (agentId) => office.accounts.setRole(agentId, 'supervisor')],
    ['removed', (agentId) => office.redis.hdel(`${office.keys.prefix}accounts`, agentId)],
  ])('is refused to an agent who is %s while the password is looked at', async (what, change) => {
    const agentId = `late_${what.split(' ').at(-1)}`
    await office.hire(agentId)
    office.whileVerifying(async () => {
      await change(agentId)
      await office.sessions.closeAllOf(agentId)
    })
    onTestFinished(() => office.whileVerifying(async () => undefined))
    const answer = await office.signIn(agentId, PASSWORD, from)
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null])
    expect((await problemIn(answer)).code).toBe('bad_credentials')
    expect((await office.sessions.agentsSignedIn()).has(agentId)).toBe(false)
    expect(presenceOf(agentId)).toBeUndefined()
  })

  test('is granted to an agent whose name is changed during the sign-in', async () => {
    await office.hire('kim')
    office.whileVerifying(() => office.accounts.rename('kim', 'Kim'))
    onTestFinished(() => office.whileVerifying(async () => undefined))
    expect((await office.signIn('kim', PASSWORD, from)).status).toBe(204)
  })

  test('needs both a username and a password', async () => {
    const refused = await office.request('POST', '/api/session', { username: 7 }, from)
    expect(refused.status).toBe(400)
    expect((await problemIn(refused)).errors?.map(({ path }) => path)).toEqual(['username', 'password'])
  })

  test('takes the place of the session that the browser had', async () => {
    const cleo = await office.employ('cleo')
    await office.hire('dana')
    await office.signIn('dana', PASSWORD, { ...from, cookie: cleo.cookie })
    expect((await cleo.get('/api/me')).status).toBe(401)
    await vi.waitUntil(() => presenceOf('cleo') === 'offline')
  })
})

describe('after ten failures', () => {
  const fail = (username: string, times: number, headers = from) =>
    Promise.all(Array.from({ length: times }, () => office.signIn(username, 'guess', headers)))

  test('a user is refused for a while, also with the right password, from anywhere', async () => {
    await office.hire('eve')
    for (let n = 0; n < 10; n++) expect((await office.signIn('eve', 'guess', from)).status).toBe(401)
    const refused = await office.signIn('eve', PASSWORD, { 'x-forwarded-for': '203.0.113.200' })
    expect(refused.status).toBe(429)
    expect((await problemIn(refused)).code).toBe('rate_limited')
    const retryAfter = Number(refused.headers.get('retry-after'))
    expect(retryAfter).toBeGreaterThan(290)
    expect(retryAfter).toBeLessThanOrEqual(300)
  })

  test('an address is refused for a while, for every username', async () => {
    await office.hire('finn')
    for (let n = 0; n < 10; n++) await office.signIn(`nobody${n}`, 'guess', from)
    expect((await office.signIn('finn', PASSWORD, from)).status).toBe(429)
    expect((await office.signIn('finn', PASSWORD, { 'x-forwarded-for': '203.0.113.201' })).status).toBe(204)
  })

  test('no password was looked at any more, though all came at once', async () => {
    await office.hire('gus')
    const before = office.verified.length
    const answers = await fail('gus', 40)
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(30)
    expect(office.verified.length - before).toBe(10)
  })

  test('a success in between starts the count of that user anew', async () => {
    await office.hire('hal')
    await fail('hal', 9)
    expect((await office.signIn('hal', PASSWORD, from)).status).toBe(204)
    const elsewhere = { 'x-forwarded-for': '203.0.113.202' }
    const answers = await fail('hal', 9, elsewhere)
    expect(answers.map(({ status }) => status)).toEqual(Array(9).fill(401))
  })
})

describe('the failures of others', () => {
  const failAs = async (usernames: string[], headers: Record<string, string>) => {
    for (const username of usernames) await office.signIn(username, 'guess', headers)
  }
  const names = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}${n}`)

  test('do not lock out a browser in which the agent has signed in before', async () => {
    await office.hire('lea')
    const before = await office.signIn('lea', PASSWORD, from)
    const [, known = ''] = before.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '')
    expect(before.headers.getSetCookie()[1]).toContain('HttpOnly; Secure; SameSite=Strict')
    await failAs(Array(10).fill('lea'), from)
    await failAs(names('lea_', 10), from)
    expect((await office.signIn('lea', PASSWORD, from)).status).toBe(429)
    const inBrowser = { ...from, cookie: known }
    expect((await office.signIn('lea', PASSWORD, inBrowser)).status).toBe(204)
    await failAs(Array(10).fill('lea'), inBrowser)
    expect((await office.signIn('lea', PASSWORD, inBrowser)).status).toBe(429)
    // The cookie is nobody else's, and nobody else can make one.
    await office.hire('leo')
    const forLeo = known.replace('known_lea', 'known_leo')
    await failAs(Array(10).fill('leo'), from)
    expect((await office.signIn('leo', PASSWORD, { ...from, cookie: forLeo })).status).toBe(429)
  })

  test('who all use one name do not lock out the other agents of their office', async () => {
    await office.hire('max')
    await failAs(Array(11).fill('nina'), from)
    expect((await office.signIn('max', PASSWORD, from)).status).toBe(204)
  })

  test('count for all addresses of an IPv6 network together, with and without ports', async () => {
    await office.hire('omar')
    const at = (address: string) => ({ 'x-forwarded-for': address })
    for (let n = 0; n < 10; n++)
      await office.signIn(
        `six${n}`,
        'guess',
        at(n % 2 === 0 ? `2001:db8:1:2::${n}` : `[2001:db8:1:2:${n}::1]:443`),
      )
    expect((await office.signIn('omar', PASSWORD, at('2001:db8:1:2:ffff::1'))).status).toBe(429)
    expect((await office.signIn('omar', PASSWORD, at('2001:db8:1:3::1'))).status).toBe(204)
    for (let n = 0; n < 10; n++) await office.signIn(`four${n}`, 'guess', at(`198.51.100.9:${4000 + n}`))
    expect((await office.signIn('omar', PASSWORD, at('198.51.100.9'))).status).toBe(429)
  })
})

test('a user name may be written in any case, and a password in any form of Unicode', async () => {
  const typed = 'Zu\u0308rich liegt am See'
  await office.accounts.add({ agentId: 'zoe', name: 'Zoe', role: 'agent', password: typed })
  for (const password of [typed, typed.normalize('NFC')])
    expect((await office.signIn(' ZoE ', password, from)).status).toBe(204)
  for (let n = 0; n < 10; n++) await office.signIn(n % 2 === 0 ? 'ZOE' : 'zoe', 'guess', from)
  expect((await office.signIn('Zoe', typed, from)).status).toBe(429)
})

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

test('a whole shift that signs in at once from one address gets in', async () => {
  const shift = Array.from({ length: 15 }, (_, n) => `shift${n}`)
  await Promise.all(shift.map((agentId) => office.hire(agentId)))
  const answers = await Promise.all(shift.map((agentId) => office.signIn(agentId, PASSWORD, from)))
  expect(answers.map(({ status }) => status)).toEqual(shift.map(() => 204))
})

test('strangers of many addresses wait for one another, and who has a session does not wait for them', async () => {
  const joe = await office.employ('joe')
  const before = office.verified.length
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const held = vi.fn(() => released)
  office.whileVerifying(held)
  onTestFinished(() => office.whileVerifying(async () => undefined))
  const strangers = Array.from({ length: 20 }, (_, n) =>
    office.signIn(`stranger${n}`, 'guess', { 'x-forwarded-for': `100.64.7.${n}` }),
  )
  await vi.waitFor(() => expect(held).toHaveBeenCalled())
  office.whileVerifying(async () => undefined)
  expect((await joe.request('POST', '/api/me/confirm', { password: PASSWORD })).status).toBe(204)
  expect(office.verified.slice(before)).toEqual([expect.stringMatching(/^stranger/), 'joe'])
  release()
  const statuses = (await Promise.all(strangers)).map(({ status }) => status)
  expect(new Set(statuses)).toEqual(new Set([401]))
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
  const forged = await office.request('GET', '/api/me', undefined, { cookie: 'switchyard_session=forged' })
  expect(forged.status).toBe(401)
})
