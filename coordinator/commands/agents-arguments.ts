import { parseArguments, UsageError } from './command.ts'

export const AGENTS_USAGE = `usage: npm run agents -- <command>
  add <username> --name "…" [--role agent] [--password-stdin]    without a password it prints a link, good once, for 24 hours
  list
  rename <username> --name "…"
  role <username> <agent|supervisor|ops|admin>
  invite <username>                        prints a new link, by which the agent chooses a password
  password <username> [--password-stdin]   without one it prints a temporary password
  link <username>                          lets the company's account with the same user name take this one, within a day
  remove-factors <username>
  end-sessions <username>
  disable <username>
  enable <username>
  remove <username>`

/** What is to be done. A password is not among the arguments: it is read from standard input. */
export type AgentsArguments =
  | { command: 'list' }
  | { command: 'add'; agentId: string; name: string; role: string; readsPassword: boolean }
  | { command: 'rename'; agentId: string; name: string }
  | { command: 'role'; agentId: string; role: string }
  | { command: 'password'; agentId: string; readsPassword: boolean }
  | {
      command: 'invite' | 'link' | 'remove-factors' | 'end-sessions' | 'disable' | 'enable' | 'remove'
      agentId: string
    }

/** @throws {UsageError} */
export function agentsArguments(args: readonly string[]): AgentsArguments {
  const { positionals, values } = parseArguments(
    args,
    {
      name: { type: 'string' },
      role: { type: 'string' },
      'password-stdin': { type: 'boolean', default: false },
    },
    true,
  )
  const [command, username, ...rest] = positionals
  if (command === undefined) throw new UsageError('A command is needed')

  const required = (value: string | undefined, what: string): string => {
    if (value === undefined) throw new UsageError(`${command} needs ${what}`)
    return value
  }
  const readsPassword = values['password-stdin']
  const agentId = () => {
    const extra = rest.slice(command === 'role' ? 1 : 0)
    if (extra.length > 0) throw new UsageError(`Unexpected argument ${extra.join(' ')}`)
    return required(username, 'a username')
  }

  switch (command) {
    case 'list':
      if (username !== undefined) throw new UsageError('list takes no arguments')
      return { command }
    case 'add':
      return {
        command,
        agentId: agentId(),
        name: required(values.name, '--name'),
        role: values.role ?? 'agent',
        readsPassword,
      }
    case 'rename':
      return { command, agentId: agentId(), name: required(values.name, '--name') }
    case 'role':
      return { command, agentId: agentId(), role: required(rest[0] ?? values.role, 'a role') }
    case 'password':
      return { command, agentId: agentId(), readsPassword }
    case 'invite':
    case 'link':
    case 'remove-factors':
    case 'end-sessions':
    case 'disable':
    case 'enable':
    case 'remove':
      return { command, agentId: agentId() }
    default:
      throw new UsageError(`There is no command ${command}`)
  }
}
