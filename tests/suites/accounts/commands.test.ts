import { expect, test } from 'vitest'
import type { AccountChange } from '../../../coordinator/accounts/account.ts'
import { createAccounts } from '../../../coordinator/accounts/store.ts'
import type { Deed } from '../../../coordinator/audit/audit.ts'
import { agentsArguments } from '../../../coordinator/commands/agents-arguments.ts'
import { runAgentsCommand } from '../../../coordinator/commands/agents-command.ts'
import { UsageError } from '../../../coordinator/commands/command.ts'
import { createGroupsStore } from '../../../coordinator/people/groups.ts'
import { createPeople } from '../../../coordinator/people/people.ts'
import { invitationIn } from '../../../coordinator/protocol/invitation-link.ts'

import { keysOf } from '../../../coordinator/redis/keys.ts'
import { createStoredFactors } from '../../../coordinator/second-factor/stored-factors.ts'
import { testSite } from '../../setup/site.ts'

const { redis, site } = testSite()
let sites = 0

function emptyOffice(input = 'long enough\n') {
  const keys = keysOf(`${site}-${sites++}`)
  const accounts = createAccounts({ redis, keys, clock: Date })
  const factors = createStoredFactors(redis, keys)
  const changes: [string, AccountChange][] = []
  const printed: string[] = []
  const audited: Deed[] = []
  const people = createPeople({
    ...{ redis, keys, accounts, factors },
    groups: createGroupsStore({ redis, keys }),
    onChange: async (agentId, change) => void changes.push([agentId, change]),
    audit: { record: (deed) => void audited.push(deed) },
    publicUrl: 'https://desk.example.com',
  })
  const run = async (...args: string[]) =>
    runAgentsCommand(agentsArguments(args), {
      accounts,
      people,
      readInput: async () => input,
      from: 'shell of root',
      print: (line) => printed.push(line),
    })
  return { accounts, factors, changes, printed, audited, run }
}

const ADD_ANNA = ['add', 'anna', '--name', 'Anna B', '--password-stdin']

test('add takes the password from standard input, without the end of its line', async () => {
  const { accounts, changes, printed, run } = emptyOffice()
  await run(...ADD_ANNA)
  expect(await accounts.verify('anna', 'long enough')).toMatchObject({ role: 'agent', name: 'Anna B' })
  expect(changes).toEqual([['anna', { type: 'added', name: 'Anna B' }]])
  expect(printed).toEqual(['anna: added, as agent'])
})

test('each change is stored, told and audited', async () => {
  const { accounts, factors, changes, audited, run } = emptyOffice()
  await run(...ADD_ANNA)
  await run('role', 'anna', 'supervisor')
  await run('rename', 'anna', '--name', 'Anna C')
  await run('password', 'anna', '--password-stdin')
  await factors.change('anna', (before) => ({ ...before, recoveryCodes: ['hash'] }))
  await run('remove-factors', 'anna')
  expect((await factors.of('anna')).recoveryCodes).toEqual([])
  await run('disable', 'anna')
  expect(await accounts.find('anna')).toMatchObject({ role: 'supervisor', name: 'Anna C', disabled: true })
  await run('enable', 'anna')
  await run('end-sessions', 'anna')
  await run('remove', 'anna')
  expect(await accounts.find('anna')).toBeNull()
  expect(changes.slice(1).map(([, { type }]) => type)).toEqual([
    'roleChanged',
    'renamed',
    'passwordChanged',
    'factorsRemoved',
    'disabled',
    'enabled',
    'sessionsEnded',
    'removed',
  ])
  expect(audited.map(({ what, target, from, detail }) => [what, target, from, detail])).toEqual([
    ['account_added', 'anna', 'shell of root', 'agent'],
    ['role_changed', 'anna', 'shell of root', 'supervisor'],
    ['account_renamed', 'anna', 'shell of root', null],
    ['password_changed', 'anna', 'shell of root', null],
    ['factor_removed', 'anna', 'shell of root', null],
    ['account_disabled', 'anna', 'shell of root', null],
    ['account_enabled', 'anna', 'shell of root', null],
    ['sessions_ended', 'anna', 'shell of root', null],
    ['account_removed', 'anna', 'shell of root', null],
  ])
})

test('without a password, add and invite print a link, and password a temporary one', async () => {
  const { accounts, printed, run } = emptyOffice()
  const printedSecret = () => {
    const [, hash = ''] = /(#invitation=\S+), once/.exec(printed.at(-1) ?? '') ?? []
    return invitationIn(hash)?.secret ?? ''
  }
  await run('add', 'anna', '--name', 'Anna B')
  const first = printedSecret()
  expect(await accounts.verify('anna', first)).toMatchObject({ mustChangePassword: true })
  await run('invite', 'anna')
  expect(await accounts.verify('anna', first)).toBeNull()
  expect(await accounts.verify('anna', printedSecret())).toMatchObject({ mustChangePassword: true })
  await run('password', 'anna')
  const [, temporary = ''] = /once with (\S+),/.exec(printed.at(-1) ?? '') ?? []
  expect(await accounts.verify('anna', temporary)).toMatchObject({ mustChangePassword: true })
})

test('list shows who there is', async () => {
  const { printed, run } = emptyOffice()
  await run(...ADD_ANNA)
  await run('disable', 'anna')
  printed.length = 0
  await run('list')
  expect(printed).toHaveLength(2)
  expect(printed[1]).toMatch(/^anna +Anna B +agent +disabled +password +\d{4}-\d\d-\d\d$/)
})

test('who signs in with the company’s account is listed so, and what is decided there is refused', async () => {
  const { accounts, printed, run } = emptyOffice()
  await accounts.company.follow({
    ...{ agentId: 'kim', name: 'Kim', role: 'agent' },
    identity: { issuer: 'https://login.example.com', subject: '1' },
  })
  await run('list')
  expect(printed[1]).toMatch(/^kim +Kim +agent +enabled +company account +\d{4}-\d\d-\d\d$/)
  for (const args of [
    ['password', 'kim'],
    ['invite', 'kim'],
    ['role', 'kim', 'admin'],
    ['link', 'kim'],
  ])
    await expect(run(...args)).rejects.toThrow('kim signs in with the company’s account')
  await run('disable', 'kim')
  expect(await accounts.find('kim')).toMatchObject({ disabled: true, role: 'agent' })
  await run(...ADD_ANNA)
  await run('link', 'anna')
  expect(printed.at(-1)).toContain('anna: signs in with the company’s account of the same user name')
})

test.each([
  [[]],
  [['dance']],
  [['disable']],
  [['add', 'anna', '--password-stdin']],
  [['disable', 'anna', 'max']],
  [['list', 'anna']],
  [['add', 'anna', '--nme', 'Anna']],
])('%j is not understood, and changes nothing', async (args) => {
  const { accounts, changes, run } = emptyOffice()
  await expect(run(...args)).rejects.toBeInstanceOf(UsageError)
  expect(changes).toEqual([])
  expect(await accounts.list()).toEqual([])
})

test('what is refused is not told', async () => {
  const { changes, run } = emptyOffice('short')
  await expect(run(...ADD_ANNA)).rejects.toMatchObject({ code: 'invalid' })
  await expect(run('disable', 'anna')).rejects.toMatchObject({ code: 'unknown' })
  expect(changes).toEqual([])
})
