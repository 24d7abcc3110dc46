import { parseArguments, UsageError } from './command.ts'

export const AGENTS_USAGE = `usage: npm run agents -- <command>
  add <username> --name "…" [--role agent] --password-stdin
  list
  rename <username> --name "…"
  role <username> <agent|supervisor|ops|admin>
  password <username> --password-stdin
  remove-factors <username>
  disable <username>
  enable <username>`

/** What is to be done. A password is not among the arguments: it is read from standard input. */
export type AgentsArguments =
  | { command: 'list' }
  | { command: 'add'; agentId: string; name: string; role: string }
  | { command: 'rename'; agentId: string; name: string }
  | { command: 'role'; agentId: string; role: string }
  | { command: 'password' | 'remove-factors' | 'disable' | 'enable'; agentId: string }

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
  const requirePasswordStdin = () => {
    if (!values['password-stdin'])
      throw new UsageError('The password is read from standard input: add --password-stdin')
  }
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
      requirePasswordStdin()
      return {
        command,
        agentId: agentId(),
        name: required(values.name, '--name'),
        role: values.role ?? 'agent',
      }
    case 'rename':
      return { command, agentId: agentId(), name: required(values.name, '--name') }
    case 'role':
      return { command, agentId: agentId(), role: required(rest[0] ?? values.role, 'a role') }
    case 'password':
      requirePasswordStdin()
      return { command, agentId: agentId() }
    case 'remove-factors':
    case 'disable':
    case 'enable':
      return { command, agentId: agentId() }
    default:
      throw new UsageError(`There is no command ${command}`)
  }
}
