import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { addressOf } from './addresses.ts'
import { codeIn, cookieOf, type Office, openOffice, PASSWORD, problemIn } from './office.ts'
import { secondFactorsOf } from './second-factors.ts'

let office: Office

beforeAll(async () => {
  office = await openOffice({ secondFactorRoles: ['admin'], trustedProxies: 1 })
})
afterAll(() => office.close())

const { signIn, codeOf, beginsTotp, totp } = secondFactorsOf(() => office)

describe('a temporary password', () => {
  test('asks for a lasting one before anything else, and then for the second factor', async () => {
    await office.hire('boss', 'admin')
    await office.hire('newcomer', 'admin')
    await office.accounts.setPassword('newcomer', 'given by the boss', { temporary: true })
    const given = (more: object) => signIn('newcomer', more, 'given by the boss')
    expect(await codeIn(await given({}))).toEqual([401, 'password_change_required'])
    const same = await problemIn(await given({ newPassword: 'given by the boss' }))
    expect(same).toMatchObject({ code: 'invalid_request', errors: [{ path: 'newPassword' }] })
    expect(await codeIn(await given({ newPassword: 'password1' }))).toEqual([400, 'invalid_request'])
    const newPassword = 'chosen by herself'
    expect(await codeIn(await given({ newPassword }))).toEqual([401, 'second_factor_required'])
    const secret = await beginsTotp('newcomer', 'given by the boss')
    // Nothing has changed yet.
    expect(await codeIn(await given({}))).toEqual([401, 'password_change_required'])
    const entered = await given({ newPassword, enrol: { type: 'totp', code: codeOf(secret) } })
    expect(entered.status).toBe(204)
    expect(await codeIn(await given({}))).toEqual([401, 'bad_credentials'])
    expect((await signIn('newcomer', totp(secret), newPassword)).status).toBe(204)
  })
})

test('an agent changes its own password with the old one, and its other sessions end', async () => {
  const here = await office.employ('olga')
  const there = await office.employ('olga')
  const change = (password: string, newPassword: string) =>
    here.request('PUT', '/api/me/password', { password, newPassword }, addressOf('olga'))
  expect(await codeIn(await change('a wrong password', 'chosen by herself'))).toEqual([
    401,
    'bad_credentials',
  ])
  for (const weak of ['olga2026', 'Switchyard-2026!'])
    expect(await codeIn(await change(PASSWORD, weak))).toEqual([400, 'invalid_request'])
  expect((await there.get('/api/me')).status).toBe(200)
  const changed = await change(PASSWORD, 'chosen by herself')
  expect(changed.status).toBe(204)
  // The session goes on under another token: whoever has stolen the old one is out.
  expect((await office.person('olga', cookieOf(changed)).get('/api/me')).status).toBe(200)
  expect((await here.get('/api/me')).status).toBe(401)
  expect((await there.get('/api/me')).status).toBe(401)
  expect((await signIn('olga')).status).toBe(401)
  expect((await signIn('olga', {}, 'chosen by herself')).status).toBe(204)
})

describe('a password that an operator sets while the agent changes it', () => {
  const operatorSets = (agentId: string) =>
    office.whileVerifying(() => office.accounts.setPassword(agentId, 'set by the operator'))
  const entersWith = async (agentId: string, password: string) =>
    (await office.accounts.verify(agentId, password)) !== null
  afterEach(() => office.whileVerifying(async () => undefined))

  test('stays, against a session that knows the old one', async () => {
    const ida = await office.employ('ida')
    operatorSets('ida')
    const body = { password: PASSWORD, newPassword: 'chosen by a thief' }
    const changed = await ida.request('PUT', '/api/me/password', body, addressOf('ida'))
    expect(await codeIn(changed)).toEqual([401, 'bad_credentials'])
    expect(await entersWith('ida', 'set by the operator')).toBe(true)
  })

  test('stays, against a temporary one', async () => {
    await office.hire('eva')
    await office.accounts.setPassword('eva', 'given by the boss', { temporary: true })
    operatorSets('eva')
    const entered = await signIn('eva', { newPassword: 'chosen by a thief' }, 'given by the boss')
    expect(await codeIn(entered)).toEqual([401, 'bad_credentials'])
    expect(await entersWith('eva', 'set by the operator')).toBe(true)
  })

  test('and sessions that are ended then stay ended', async () => {
    const kim = await office.employ('kim')
    office.whileVerifying(() => office.sessions.closeAllOf('kim'))
    const body = { password: PASSWORD, newPassword: 'chosen by a thief' }
    const changed = await kim.request('PUT', '/api/me/password', body, addressOf('kim'))
    expect(await codeIn(changed)).toEqual([401, 'unauthenticated'])
    expect(await office.sessions.listOf('kim')).toEqual([])
  })

  test('and an account that is disabled then gets no password', async () => {
    const una = await office.employ('una')
    office.whileVerifying(() => office.accounts.setDisabled('una', true))
    const body = { password: PASSWORD, newPassword: 'chosen by a thief' }
    expect((await una.request('PUT', '/api/me/password', body, addressOf('una'))).status).toBe(401)
    await office.accounts.setDisabled('una', false)
    expect(await entersWith('una', PASSWORD)).toBe(true)
  })
})
