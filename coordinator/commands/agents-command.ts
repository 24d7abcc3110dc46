import {
  type AccountChange,
  AccountError,
  type AgentAccount,
  AUDIT_KINDS,
  type OnAccountChange,
} from '../accounts/account.ts'
import type { Accounts } from '../accounts/store.ts'
import type { Audit } from '../audit/audit.ts'
import type { createStoredFactors } from '../second-factor/stored-factors.ts'
import type { AgentsArguments } from './agents-arguments.ts'
import type { Print } from './output.ts'

export interface AgentsCommandDeps {
  accounts: Accounts
  factors: Pick<ReturnType<typeof createStoredFactors>, 'remove'>
  /** Is called after each change that was stored. */
  onChange: OnAccountChange
  /** All of standard input; null when it is no text. */
  readInput(): Promise<string | null>
  audit: Pick<Audit, 'record'>
  /** For the audit log: who runs the command. */
  from: string
  print: Print
}

/** @throws {AccountError} for what the accounts do not allow */
export async function runAgentsCommand(given: AgentsArguments, deps: AgentsCommandDeps): Promise<void> {
  const { accounts, print } = deps
  const password = async () => {
    const text = await deps.readInput()
    if (text === null)
      throw new AccountError(
        'invalid',
        'The password must be text in UTF-8, or in UTF-16 with a byte order mark',
      )
    return text.replace(/\r?\n$/, '')
  }
  const report = async ({ agentId, role }: AgentAccount, change: AccountChange, result: string) => {
    deps.audit.record({
      what: AUDIT_KINDS[change.type],
      from: deps.from,
      target: agentId,
      detail: change.type === 'added' || change.type === 'roleChanged' ? role : null,
    })
    await deps.onChange(agentId, change)
    print(`${agentId}: ${result}`)
  }

  switch (given.command) {
    case 'list':
      return printTable(await accounts.list(), print)
    case 'add': {
      const { agentId, name, role } = given
      const person = await accounts.add({ agentId, name, role, password: await password() })
      return report(person, { type: 'added', name: person.name }, `added, as ${person.role}`)
    }
    case 'rename': {
      const person = await accounts.rename(given.agentId, given.name)
      return report(person, { type: 'renamed', name: person.name }, `is now ${person.name}`)
    }
    case 'role': {
      const person = await accounts.setRole(given.agentId, given.role)
      return report(person, { type: 'roleChanged' }, `is now ${person.role}`)
    }
    case 'password': {
      const person = await accounts.setPassword(given.agentId, await password())
      return report(person, { type: 'passwordChanged' }, 'has a new password')
    }
    case 'remove-factors': {
      const person = await accounts.find(given.agentId)
      if (!person) throw new AccountError('unknown', `There is no agent ${given.agentId}`)
      await deps.factors.remove(given.agentId)
      return report(person, { type: 'factorsRemoved' }, 'has no second factor')
    }
    case 'disable':
      return report(await accounts.setDisabled(given.agentId, true), { type: 'disabled' }, 'disabled')
    case 'enable':
      return report(await accounts.setDisabled(given.agentId, false), { type: 'enabled' }, 'enabled')
  }
}

function printTable(people: readonly AgentAccount[], print: Print): void {
  const rows = people.map(({ agentId, name, role, disabled, createdAt }) => [
    agentId,
    name,
    role,
    disabled ? 'disabled' : 'enabled',
    new Date(createdAt).toISOString().slice(0, 10),
  ])
  const table = [['USERNAME', 'NAME', 'ROLE', 'STATE', 'SINCE'], ...rows]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)))
  for (const row of table) print(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
}
