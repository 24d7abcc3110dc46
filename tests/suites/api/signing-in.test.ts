import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { WAITS } from '../../../coordinator/protocol/session.ts'
import { addressOf } from './addresses.ts'
import { cookieOf, type Office, openOffice, PASSWORD, problemIn } from './office.ts'

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

describe('signing in', () => {
  test('opens a session that only the cookie knows, and shows the agent as away', async () => {
    await office.hire('ada')
    const sessions = () => office.redis.keys(`${office.keys.prefix}session:*`)
    const before = await sessions()
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
    const stored = (await sessions()).filter((key) => !before.includes(key))
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

test('a user name may be written in any case, and a password in any form of Unicode', async () => {
  const typed = 'Zu\u0308rich liegt am See'
  await office.accounts.add({ agentId: 'zoe', name: 'Zoe', role: 'agent', password: typed })
  for (const password of [typed, typed.normalize('NFC')])
    expect((await office.signIn(' ZoE ', password, from)).status).toBe(204)
  for (let n = 0; n < 10; n++) await office.signIn(n % 2 === 0 ? 'ZOE' : 'zoe', 'guess', from)
  expect((await office.signIn('Zoe', typed, from)).status).toBe(429)
})
