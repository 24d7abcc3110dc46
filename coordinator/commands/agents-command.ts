import { AccountError } from '../accounts/account.ts'
import type { AccountState } from '../accounts/account-state.ts'
import type { Accounts } from '../accounts/store.ts'
import type { People } from '../people/people.ts'
import type { InvitationLink } from '../protocol/people.ts'
import type { AgentsArguments } from './agents-arguments.ts'
import type { Print } from './output.ts'

export interface AgentsCommandDeps {
  accounts: Pick<Accounts, 'states'>
  people: People
  /** All of standard input; null when it is no text. */
  readInput(): Promise<string | null>
  /** For the audit log: who runs the command. */
  from: string
  print: Print
}

/** @throws {AccountError} for what the accounts do not allow */
export async function runAgentsCommand(given: AgentsArguments, deps: AgentsCommandDeps): Promise<void> {
  const { accounts, people, print } = deps
  const by = { who: null, from: deps.from }
  const password = async () => {
    const text = await deps.readInput()
    if (text === null)
      throw new AccountError(
        'invalid',
        'The password must be text in UTF-8, or in UTF-16 with a byte order mark',
      )
    return text.replace(/\r?\n$/, '')
  }
  const say = (result: string) => print(given.command === 'list' ? result : `${given.agentId}: ${result}`)
  const show = (links: readonly InvitationLink[]) => {
    for (const { link, until } of links) say(`chooses a password at ${link}, once, until ${until}`)
  }

  switch (given.command) {
    case 'list':
      return printTable(await accounts.states(), print)
    case 'add': {
      const { agentId, name, role } = given
      if (!given.readsPassword) {
        const links = await people.addInvited([{ agentId, name, role }], by)
        say(`added, as ${role}`)
        return show(links)
      }
      await people.add({ agentId, name, role, password: await password() }, by)
      return say(`added, as ${role}`)
    }
    case 'rename':
      return say(`is now ${(await people.change(given.agentId, { name: given.name }, by)).name}`)
    case 'role':
      return say(`is now ${(await people.change(given.agentId, { role: given.role }, by)).role}`)
    case 'invite':
      return show([await people.invite(given.agentId, by)])
    case 'password':
      if (!given.readsPassword)
        return say(`signs in once with ${await people.resetPassword(given.agentId, by)}, and chooses another`)
      await people.setPassword(given.agentId, await password(), by)
      return say('has a new password')
    case 'link':
      await people.allowLink(given.agentId, by)
      return say('signs in with the company’s account of the same user name, if that happens within a day')
    case 'remove-factors':
      await people.removeFactors(given.agentId, by)
      return say('has no second factor')
    case 'end-sessions':
      await people.endSessions(given.agentId, by)
      return say('has no session')
    case 'disable':
    case 'enable':
      await people.change(given.agentId, { disabled: given.command === 'disable' }, by)
      return say(`${given.command}d`)
    case 'remove':
      await people.remove(given.agentId, by)
      return say('removed')
  }
}

function printTable(people: readonly AccountState[], print: Print): void {
  const rows = people.map(({ agentId, name, role, disabled, password, createdAt }) => [
    agentId,
    name,
    role,
    disabled ? 'disabled' : password === 'invited' ? 'invited' : 'enabled',
    password === 'none' ? 'company account' : 'password',
    new Date(createdAt).toISOString().slice(0, 10),
  ])
  const table = [['USERNAME', 'NAME', 'ROLE', 'STATE', 'SIGNS IN WITH', 'SINCE'], ...rows]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)))
  for (const row of table) print(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
}
