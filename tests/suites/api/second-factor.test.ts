import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FactorState } from '../../../coordinator/protocol/second-factor.ts'
import { addressOf } from './addresses.ts'
import { codeIn, cookieOf, type Office, openOffice, PASSWORD, type Person, problemIn } from './office.ts'
import { secondFactorsOf } from './second-factors.ts'

let office: Office

beforeAll(async () => {
  office = await openOffice({ secondFactorRoles: ['admin'], trustedProxies: 1 })
})
afterAll(() => office.close())

const { signIn, begins, codeOf, beginsTotp, totp, administrator } = secondFactorsOf(() => office)

describe('a role that needs a second factor', () => {
  test('sets it up by the link that invites its agent', async () => {
    const [invited] = await office.accounts.addInvited([{ agentId: 'newboss', name: 'New', role: 'admin' }])
    const { secret = '' } = invited?.invitation ?? {}
    const newPassword = 'chosen by the new boss'
    expect(await codeIn(await signIn('newboss', {}, secret))).toEqual([401, 'password_change_required'])
    expect(await codeIn(await signIn('newboss', { newPassword }, secret))).toEqual([
      401,
      'second_factor_required',
    ])
    const totpSecret = await beginsTotp('newboss', secret)
    const enrol = () => ({ type: 'totp', code: codeOf(totpSecret) })
    expect((await signIn('newboss', { newPassword, enrol: enrol() }, secret)).status).toBe(204)
    expect((await signIn('newboss', totp(totpSecret), newPassword)).status).toBe(204)
    expect((await signIn('newboss', totp(totpSecret), secret)).status).toBe(401)
  })

  test('sets one up at the first sign-in, and is asked for it from then on', async () => {
    await office.hire('boss', 'admin')
    const first = await signIn('boss')
    expect(first.headers.get('set-cookie')).toBeNull()
    expect(await problemIn(first)).toMatchObject({
      status: 401,
      code: 'second_factor_required',
      secondFactor: { accepted: [], enrol: ['passkey', 'totp'] },
    })
    const secret = await beginsTotp('boss')
    expect(await codeIn(await signIn('boss', { enrol: { type: 'totp', code: '000000' } }))).toEqual([
      401,
      'wrong_second_factor',
    ])
    expect((await signIn('boss', { enrol: { type: 'totp', code: codeOf(secret) } })).status).toBe(204)

    const asked = await problemIn(await signIn('boss'))
    expect(asked).toMatchObject({
      code: 'second_factor_required',
      secondFactor: { accepted: ['totp'], enrol: [] },
    })
    // Who has only the password cannot put another factor in its place.
    expect(await codeIn(await begins('boss', 'totp'))).toEqual([403, 'forbidden'])
    expect((await signIn('boss', { enrol: { type: 'totp', code: codeOf(secret) } })).status).toBe(401)
    expect((await signIn('boss', totp(secret))).status).toBe(204)
  })

  test('says nothing of the second factor to who does not know the password', async () => {
    const { agentId, secret } = await administrator()
    const answer = await signIn(agentId, totp(secret), 'a wrong password')
    expect(await codeIn(answer)).toEqual([401, 'bad_credentials'])
  })

  test('lets nobody else be asked: an agent signs in with the password', async () => {
    await office.hire('plain')
    expect((await signIn('plain')).status).toBe(204)
  })
})

test('a code counts once, and ten wrong ones are too many', async () => {
  const { agentId, secret } = await administrator()
  const code = codeOf(secret)
  const proof = { secondFactor: { type: 'totp', code } }
  expect((await signIn(agentId, proof)).status).toBe(204)
  expect(await codeIn(await signIn(agentId, proof))).toEqual([401, 'wrong_second_factor'])
  for (let n = 0; n < 9; n++) await signIn(agentId, { secondFactor: { type: 'totp', code: '000000' } })
  expect(await codeIn(await signIn(agentId, totp(secret)))).toEqual([429, 'rate_limited'])
})

test('a recovery code opens one sign-in', async () => {
  const { agentId, person } = await administrator()
  const { codes } = (await (await person.request('POST', '/api/me/recovery-codes')).json()) as {
    codes: string[]
  }
  expect(new Set(codes).size).toBe(10)
  const [code = ''] = codes
  const typed = { secondFactor: { type: 'recoveryCode', code: code.toUpperCase().replaceAll('-', ' ') } }
  expect((await signIn(agentId, typed)).status).toBe(204)
  expect(await codeIn(await signIn(agentId, typed))).toEqual([401, 'wrong_second_factor'])
  const state = (await (await person.get('/api/me/second-factor')).json()) as FactorState
  expect(state).toMatchObject({ required: true, passkeys: [], recoveryCodes: 9 })
  const stored = await office.redis.hget(`${office.keys.prefix}second-factors`, agentId)
  for (const one of codes) expect(stored).not.toContain(one)
})

test('an agent who set one up by choice is asked for it; with the last factor the recovery codes go', async () => {
  const ned = await office.employ('ned')
  const begun = await ned.request('POST', '/api/me/second-factor', { type: 'totp' })
  const { secret } = (await begun.json()) as { secret: string }
  expect((await ned.request('POST', '/api/me/recovery-codes')).status).toBe(404)
  expect((await ned.request('PUT', '/api/me/second-factor', { type: 'totp', code: '000000' })).status).toBe(
    401,
  )
  expect(
    (await ned.request('PUT', '/api/me/second-factor', { type: 'totp', code: codeOf(secret) })).status,
  ).toBe(204)
  expect((await ned.request('POST', '/api/me/recovery-codes')).status).toBe(200)
  expect(await codeIn(await signIn('ned'))).toEqual([401, 'second_factor_required'])
  expect((await signIn('ned', totp(secret))).status).toBe(204)
  expect((await ned.request('DELETE', '/api/me/second-factor/totp')).status).toBe(204)
  expect((await ned.request('DELETE', '/api/me/second-factor/totp')).status).toBe(404)
  const state = (await (await ned.get('/api/me/second-factor')).json()) as FactorState
  expect(state).toMatchObject({ required: false, totp: null, recoveryCodes: 0 })
  expect((await signIn('ned')).status).toBe(204)
})

test('ten minutes after the sign-in an agent proves again who it is, before it changes its second factor', async () => {
  const { secret, person } = await administrator()
  office.passTime(10 * 60_000)
  const change = () => person.request('POST', '/api/me/recovery-codes')
  expect(await codeIn(await change())).toEqual([403, 'confirmation_required'])
  const confirm = (body: object) => person.request('POST', '/api/me/confirm', body, addressOf('confirms'))
  expect(await codeIn(await confirm({ password: 'a wrong password' }))).toEqual([401, 'bad_credentials'])
  expect(await codeIn(await confirm({ password: PASSWORD }))).toEqual([401, 'second_factor_required'])
  expect(await codeIn(await person.request('DELETE', '/api/me/sessions'))).toEqual([
    403,
    'confirmation_required',
  ])
  const confirmed = await confirm({ password: PASSWORD, ...totp(secret) })
  expect(confirmed.status).toBe(204)
  // The session goes on under another token.
  expect(await codeIn(await change())).toEqual([401, 'unauthenticated'])
  await office.audit.flush()
  const told = await office.audit.page({ before: null, limit: 100 })
  expect(told.filter(({ who, result }) => who === person.agentId && result === 'done')).toMatchObject([
    { what: 'confirmed', detail: 'totp' },
    { what: 'signed_in', detail: 'totp' },
    { what: 'factor_added', detail: 'totp' },
  ])
  const cookie = cookieOf(confirmed)
  const again = (method: string, path: string) => office.request(method, path, undefined, { cookie })
  expect((await again('POST', '/api/me/recovery-codes')).status).toBe(200)
  expect((await again('DELETE', '/api/me/sessions')).status).toBe(204)
  expect((await again('GET', '/api/me')).status).toBe(200)
})

test('a new password does not stand in for the second factor, and gives no further tries of it', async () => {
  const { agentId, secret, person } = await administrator()
  office.passTime(10 * 60_000)
  const confirm = (by: Person, proof: object, password = PASSWORD) =>
    by.request('POST', '/api/me/confirm', { password, ...proof })
  const wrong = { secondFactor: { type: 'totp', code: '000000' } }
  for (let n = 0; n < 9; n++)
    expect(await codeIn(await confirm(person, wrong))).toEqual([401, 'wrong_second_factor'])
  const newPassword = 'chosen by a thief'
  const changed = await person.request('PUT', '/api/me/password', { password: PASSWORD, newPassword })
  expect(changed.status).toBe(204)
  const thief = office.person(agentId, cookieOf(changed))
  expect(await codeIn(await thief.request('DELETE', '/api/me/second-factor/totp'))).toEqual([
    403,
    'confirmation_required',
  ])
  expect(await codeIn(await confirm(thief, wrong, newPassword))).toEqual([401, 'wrong_second_factor'])
  expect(await codeIn(await confirm(thief, totp(secret), newPassword))).toEqual([429, 'rate_limited'])
})

test('the failures of others do not keep an agent who is signed in from proving who it is', async () => {
  const { agentId, secret, person } = await administrator()
  office.passTime(10 * 60_000)
  const stranger = { 'x-forwarded-for': '198.51.100.77' }
  const guesses = (password: string, more = {}) =>
    office.request('POST', '/api/session', { username: agentId, password, ...more }, stranger)
  // Who has found the password guesses the code.
  for (let n = 0; n < 10; n++) await guesses(PASSWORD, { secondFactor: { type: 'totp', code: '000000' } })
  expect(await codeIn(await guesses(PASSWORD, totp(secret)))).toEqual([429, 'rate_limited'])
  const confirmed = await person.request('POST', '/api/me/confirm', { password: PASSWORD, ...totp(secret) })
  expect(confirmed.status).toBe(204)
  const again = office.person(agentId, cookieOf(confirmed))
  for (let n = 0; n < 10; n++)
    await again.request('PUT', '/api/me/password', {
      password: 'a wrong password',
      newPassword: 'chosen by her',
    })
  const body = { password: PASSWORD, newPassword: 'chosen by herself' }
  expect(await codeIn(await again.request('PUT', '/api/me/password', body))).toEqual([429, 'rate_limited'])
})
