import { parseArgs } from 'node:util'
import type { AccountChange, OnAccountChange, Person } from '../accounts/account.ts'
import type { Accounts } from '../accounts/store.ts'

export interface AgentsCommandDeps {
  accounts: Accounts
  /** Told after each change that was stored. */
  onChange: OnAccountChange
  /** All of standard input. */
  readInput(): Promise<string>
  print(line: string): void
}

export const USAGE = `usage: npm run agents -- <command>
  add <username> --name "…" [--role agent] --password-stdin
  list
  rename <username> --name "…"
  role <username> <agent|supervisor|ops|admin>
  password <username> --password-stdin
  disable <username>
  enable <username>`

const COMMANDS = new Set(['add', 'list', 'rename', 'role', 'password', 'disable', 'enable'])

/** Asked for in a way that is not understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/**
 * @throws {UsageError} for arguments that make no sense
 * @throws {AccountError} for what the accounts do not allow
 */
export async function runAgentsCommand(args: readonly string[], parts: AgentsCommandDeps): Promise<void> {
  const { accounts, print } = parts
  const { command, username, rest, name, role, passwordStdin } = argumentsFrom(args)

  const needed = (value: string | undefined, what: string): string => {
    if (value === undefined) throw new UsageError(`${command} needs ${what}`)
    return value
  }
  const password = async () => {
    if (!passwordStdin) throw new UsageError('The password is read from standard input: add --password-stdin')
    return (await parts.readInput()).replace(/\r?\n$/, '')
  }
  const done = async (person: Person, change: AccountChange, said: string) => {
    await parts.onChange(person.agentId, change)
    print(`${person.agentId}: ${said}`)
  }

  if (command === 'list' && username === undefined) return printTable(await accounts.list(), print)
  if (!COMMANDS.has(command)) throw new UsageError(`There is no command ${command}`)
  const agentId = needed(username, 'a username')
  if (rest.length > (command === 'role' ? 1 : 0)) throw new UsageError(`What is ${rest.join(' ')}?`)

  switch (command) {
    case 'add': {
      const given = {
        agentId,
        name: needed(name, '--name'),
        role: role ?? 'agent',
        password: await password(),
      }
      const person = await accounts.add(given)
      return done(person, { type: 'added', name: person.name }, `added, as ${person.role}`)
    }
    case 'rename': {
      const person = await accounts.rename(agentId, needed(name, '--name'))
      return done(person, { type: 'renamed', name: person.name }, `is now ${person.name}`)
    }
    case 'role': {
      const person = await accounts.setRole(agentId, needed(rest[0] ?? role, 'a role'))
      return done(person, { type: 'roleChanged' }, `is now ${person.role}`)
    }
    case 'password':
      return done(
        await accounts.setPassword(agentId, await password()),
        { type: 'passwordChanged' },
        'has a new password',
      )
    case 'disable':
      return done(await accounts.setDisabled(agentId, true), { type: 'disabled' }, 'disabled')
    case 'enable':
      return done(await accounts.setDisabled(agentId, false), { type: 'enabled' }, 'enabled')
    default:
      throw new UsageError(`${command} takes no arguments`)
  }
}

function argumentsFrom(args: readonly string[]) {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        role: { type: 'string' },
        'password-stdin': { type: 'boolean', default: false },
      },
    })
    const [command, username, ...rest] = positionals
    if (command === undefined) throw new UsageError('A command is needed')
    return {
      command,
      username,
      rest,
      name: values.name,
      role: values.role,
      passwordStdin: values['password-stdin'],
    }
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function printTable(people: readonly Person[], print: (line: string) => void): void {
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
