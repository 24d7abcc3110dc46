import { expect, test } from 'vitest'
import { createAccounts } from '../../../coordinator/accounts/store.ts'
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
