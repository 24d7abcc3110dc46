import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { addressOf } from './addresses.ts'
import { type Office, openOffice, PASSWORD, problemIn } from './office.ts'

let office: Office

beforeAll(async () => {
  office = await openOffice({ trustedProxies: 1 })
})
afterAll(() => office.close())

let from: ReturnType<typeof addressOf>
beforeEach(({ task }) => {
  from = addressOf(task.id)
})

describe('after ten failures', () => {
  const fail = (username: string, times: number, headers = from) =>
    Promise.all(Array.from({ length: times }, () => office.signIn(username, 'guess', headers)))

  test('a user is refused for a while, also with the right password, from anywhere', async () => {
    await office.hire('eve')
    for (let n = 0; n < 10; n++) expect((await office.signIn('eve', 'guess', from)).status).toBe(401)
    const refused = await office.signIn('eve', PASSWORD, addressOf('not where eve fails'))
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
    expect((await office.signIn('finn', PASSWORD, addressOf('not where finn fails'))).status).toBe(204)
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
    const elsewhere = addressOf('not where hal has failed')
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
