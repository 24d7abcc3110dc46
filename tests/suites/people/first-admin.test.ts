import { expect, test } from 'vitest'
import { createAccounts } from '../../../coordinator/accounts/store.ts'
import { firstAdmin } from '../../../coordinator/people/first-admin.ts'
import { createGroupsStore } from '../../../coordinator/people/groups.ts'
import { createPeople } from '../../../coordinator/people/people.ts'
import { invitationIn } from '../../../coordinator/protocol/invitation-link.ts'
import { keysOf } from '../../../coordinator/redis/keys.ts'
import { createStoredFactors } from '../../../coordinator/second-factor/stored-factors.ts'
import { testSite } from '../../setup/site.ts'

const { redis, site } = testSite()
const DAY_MS = 86_400_000
let sites = 0

function newSite() {
  const keys = keysOf(`${site}-${sites++}`)
  let now = 1_700_000_000_000
  const clock = { now: () => now }
  const accounts = createAccounts({ redis, keys, clock })
  const people = createPeople({
    ...{ redis, keys, accounts },
    groups: createGroupsStore({ redis, keys }),
    factors: createStoredFactors(redis, keys),
    onChange: async () => undefined,
    audit: { record: () => undefined },
    publicUrl: 'https://desk.example.com',
  })
  return {
    accounts,
    people,
    passDay: () => {
      now += DAY_MS
    },
    start: () => firstAdmin({ accounts, people, now: clock.now }),
  }
}

function secretIn(lines: readonly string[]): string {
  const [, hash = ''] = /https:\/\/desk\.example\.com\/(#\S+)/.exec(lines.join('\n')) ?? []
  return invitationIn(hash)?.secret ?? ''
}

test('the first start of a site prints a link for an administrator, once, however many processes start', async () => {
  const { accounts, start } = newSite()
  const starts = await Promise.all([start(), start(), start()])
  const secrets = starts.map(secretIn).filter((secret) => secret !== '')
  expect(secrets).toHaveLength(1)
  expect(await accounts.verify('admin', secrets[0] ?? '')).toMatchObject({
    role: 'admin',
    mustChangePassword: true,
  })
  expect(await accounts.list()).toHaveLength(1)
  const again = await start()
  expect(secretIn(again)).toBe('')
  expect(again.join()).toContain('npm run agents -- invite admin')
})

test('a start after the link has expired prints another one', async () => {
  const { accounts, start, passDay } = newSite()
  const first = secretIn(await start())
  passDay()
  const second = secretIn(await start())
  expect(await accounts.verify('admin', first)).toBeNull()
  expect(await accounts.verify('admin', second)).not.toBeNull()
})

test('where somebody can sign in, a start says nothing and adds nobody', async () => {
  const { accounts, start, passDay } = newSite()
  const verified = await accounts.verify('admin', secretIn(await start()))
  await verified?.changePassword('chosen by the admin')
  passDay()
  expect(await start()).toEqual([])
  const other = newSite()
  await other.accounts.add({ agentId: 'anna', name: 'Anna', role: 'agent', password: 'long enough' })
  expect(await other.start()).toEqual([])
  expect(await other.accounts.list()).toHaveLength(1)
})

test('a shell adds somebody who has only had a link, with a password; the link is no good then', async () => {
  const { accounts, people, start } = newSite()
  const secret = secretIn(await start())
  const shell = { who: null, from: 'shell' }
  const given = { agentId: 'admin', name: 'Ada', role: 'admin', password: 'a password that lasts' }
  await people.add(given, shell)
  expect(await accounts.verify('admin', secret)).toBeNull()
  expect(await accounts.verify('admin', given.password)).toMatchObject({
    name: 'Ada',
    mustChangePassword: false,
  })
  await expect(people.add({ ...given, name: 'Eve' }, shell)).rejects.toMatchObject({ code: 'exists' })
  expect(await accounts.list()).toMatchObject([{ agentId: 'admin', name: 'Ada' }])
})
