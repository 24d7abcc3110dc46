import { describe, expect, test } from 'vitest'
import { type Accounts, createAccounts } from '../../../coordinator/accounts/store.ts'
import { keysOf } from '../../../coordinator/redis/keys.ts'
import { testSite } from '../../setup/site.ts'

const { redis, site } = testSite()
let now = 1_700_000_000_000
const clock = { now: () => now }
let sites = 0
const emptyAccounts = () => createAccounts({ redis, keys: keysOf(`${site}-${sites++}`), clock })

const ANNA = { agentId: 'anna', name: 'Anna B', role: 'agent', password: 'long enough' }

test('an agent who was added can sign in, and nobody sees the hash', async () => {
  const accounts = emptyAccounts()
  const anna = {
    agentId: 'anna',
    name: 'Anna B',
    role: 'agent',
    disabled: false,
    createdAt: clock.now(),
    sessionsSince: 0,
    identity: null,
  }
  expect(await accounts.add(ANNA)).toEqual(anna)
  const verified = {
    ...anna,
    mustChangePassword: false,
    isUnchanged: expect.any(Function),
    changePassword: expect.any(Function),
  }
  expect(await accounts.verify('anna', 'long enough')).toEqual(verified)
  expect(await accounts.find('anna')).toEqual(anna)
})

test('a wrong password, an unknown and a disabled agent get the same answer', async () => {
  const accounts = emptyAccounts()
  await accounts.add(ANNA)
  expect(await accounts.verify('anna', 'Long enough')).toBeNull()
  expect(await accounts.verify('nobody', 'long enough')).toBeNull()
  await accounts.setDisabled('anna', true)
  expect(await accounts.verify('anna', 'long enough')).toBeNull()
  await accounts.setDisabled('anna', false)
  expect(await accounts.verify('anna', 'long enough')).not.toBeNull()
})

test('of two who add the same agent at once, one is told that it exists', async () => {
  const accounts = emptyAccounts()
  const results = await Promise.allSettled([accounts.add(ANNA), accounts.add({ ...ANNA, name: 'Other' })])
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'exists' } })
})

test('two changes at once are both kept', async () => {
  const accounts = emptyAccounts()
  await accounts.add(ANNA)
  await Promise.all([accounts.setRole('anna', 'supervisor'), accounts.rename('anna', 'Anna C')])
  expect(await accounts.find('anna')).toMatchObject({ role: 'supervisor', name: 'Anna C' })
})

test('after a change of password only the new one counts', async () => {
  const accounts = emptyAccounts()
  await accounts.add(ANNA)
  await accounts.setPassword('anna', 'another one')
  expect(await accounts.verify('anna', 'long enough')).toBeNull()
  expect(await accounts.verify('anna', 'another one')).not.toBeNull()
})

test.each([
  ['a username with blanks', { agentId: 'An na' }],
  ['an empty name', { name: '  ' }],
  ['a role that there is not', { role: 'king' }],
  ['a short password', { password: 'short' }],
  ['one of the passwords that most people use', { password: 'Password1' }],
  ['the username as a password', { agentId: 'front_desk', password: 'Front_Desk' }],
  ['the username with digits behind it', { agentId: 'annabell', password: 'annabell2026!' }],
])('%s is refused', async (_, wrong) => {
  const accounts = emptyAccounts()
  await expect(accounts.add({ ...ANNA, ...wrong })).rejects.toMatchObject({ code: 'invalid' })
  expect(await accounts.list()).toEqual([])
})

test('changes to an agent that there is not are refused', async () => {
  const accounts = emptyAccounts()
  await expect(accounts.setRole('anna', 'ops')).rejects.toMatchObject({ code: 'unknown' })
  await expect(accounts.setPassword('anna', 'long enough')).rejects.toMatchObject({ code: 'unknown' })
})

test('the list is in the order of usernames', async () => {
  const accounts = emptyAccounts()
  for (const agentId of ['zoe', 'anna', 'max']) await accounts.add({ ...ANNA, agentId })
  expect((await accounts.list()).map(({ agentId }) => agentId)).toEqual(['anna', 'max', 'zoe'])
})

test('a temporary password opens a sign-in for a week, until a lasting one is set', async () => {
  const accounts = emptyAccounts()
  await accounts.add(ANNA)
  await accounts.setPassword('anna', 'given by the boss', { temporary: true })
  expect(await accounts.verify('anna', 'given by the boss')).toMatchObject({ mustChangePassword: true })
  now += 7 * 86_400_000
  expect(await accounts.verify('anna', 'given by the boss')).toBeNull()
  await accounts.setPassword('anna', 'chosen by herself')
  expect(await accounts.verify('anna', 'chosen by herself')).toMatchObject({ mustChangePassword: false })
})

describe('the only administrator who can sign in', () => {
  const BOSS = { ...ANNA, agentId: 'boss', role: 'admin' }
  const refused = { code: 'onlyAdmin' }

  test.each<[string, (accounts: Accounts) => Promise<unknown>]>([
    ['be disabled', (accounts) => accounts.setDisabled('boss', true)],
    ['lose the role', (accounts) => accounts.setRole('boss', 'supervisor')],
    ['be removed', (accounts) => accounts.remove('boss')],
    [
      'get a temporary password',
      (accounts) => accounts.setPassword('boss', 'by a friend', { temporary: true }),
    ],
    ['get a link', (accounts) => accounts.invite('boss')],
  ])('cannot %s, until another one can sign in', async (_, act) => {
    const accounts = emptyAccounts()
    await accounts.add(BOSS)
    await accounts.add(ANNA)
    await accounts.add({ ...BOSS, agentId: 'former' })
    await accounts.setDisabled('former', true)
    // Who has not chosen a password yet may never do so.
    await accounts.addInvited([{ agentId: 'next', name: 'Next', role: 'admin' }])
    await expect(act(accounts)).rejects.toMatchObject(refused)
    expect((await accounts.states()).filter(({ onlyAdmin }) => onlyAdmin)).toMatchObject([
      { agentId: 'boss' },
    ])
    expect(await accounts.verify('boss', ANNA.password)).toMatchObject({ role: 'admin' })
    await accounts.setDisabled('former', false)
    await act(accounts)
  })

  test('stays when the two that there are act on each other at once', async () => {
    for (let n = 0; n < 6; n++) {
      const accounts = emptyAccounts()
      await accounts.add(BOSS)
      await accounts.add({ ...BOSS, agentId: 'chief' })
      const acts = await Promise.allSettled([
        n % 2 === 0 ? accounts.setDisabled('boss', true) : accounts.remove('boss'),
        n % 3 === 0 ? accounts.setRole('chief', 'agent') : accounts.setDisabled('chief', true),
      ])
      expect(acts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(acts.find(({ status }) => status === 'rejected')).toMatchObject({ reason: refused })
      expect(
        (await accounts.states()).filter(({ role, disabled }) => role === 'admin' && !disabled),
      ).toHaveLength(1)
    }
  })

  test('may be renamed, get a password that lasts, and get a new link while no link was used', async () => {
    const accounts = emptyAccounts()
    await accounts.addInvited([{ agentId: 'boss', name: 'Boss', role: 'admin' }])
    const { invitation } = await accounts.invite('boss')
    await (await accounts.verify('boss', invitation.secret))?.changePassword('chosen by herself')
    await accounts.rename('boss', 'Big Boss')
    await accounts.setPassword('boss', 'another one')
    expect(await accounts.verify('boss', 'another one')).toMatchObject({ name: 'Big Boss' })
  })
})

test('of several who are invited at once none is added when one is there already', async () => {
  const accounts = emptyAccounts()
  await accounts.add(ANNA)
  const people = ['max', 'anna', 'zoe'].map((agentId) => ({ agentId, name: 'New', role: 'agent' }))
  await expect(accounts.addInvited(people)).rejects.toMatchObject({ code: 'exists' })
  expect((await accounts.list()).map(({ agentId }) => agentId)).toEqual(['anna'])
})

test('a link is good once, for a day, until there is a newer one', async () => {
  const accounts = emptyAccounts()
  const [first] = await accounts.addInvited([{ agentId: 'anna', name: 'Anna', role: 'agent' }])
  const { secret = '' } = first?.invitation ?? {}
  const stateOf = (of = secret) => accounts.invitationState('anna', of)
  expect([await stateOf(), await stateOf('another'), await accounts.invitationState('max', secret)]).toEqual([
    'good',
    'void',
    'void',
  ])
  expect(
    JSON.stringify(await redis.hgetall(`${keysOf(`${site}-${sites - 1}`).prefix}accounts`)),
  ).not.toContain(secret)
  now += 86_400_000
  expect([await stateOf(), await accounts.verify('anna', secret)]).toEqual(['expired', null])
  const { invitation } = await accounts.invite('anna')
  expect([await stateOf(), await stateOf(invitation.secret)]).toEqual(['void', 'good'])
  const verified = await Promise.all([1, 2].map(() => accounts.verify('anna', invitation.secret)))
  const chosen = await Promise.all(verified.map((one, n) => one?.changePassword(`chosen by herself ${n}`)))
  expect(chosen.filter((one) => one !== null)).toHaveLength(1)
  expect([await stateOf(invitation.secret), await accounts.verify('anna', invitation.secret)]).toEqual([
    'used',
    null,
  ])
  await accounts.setPassword('anna', 'given by the boss', { temporary: true })
  expect(await stateOf(invitation.secret)).toBe('void')
})
