import { pino } from 'pino'
import { hideSecrets } from './hide-secrets.ts'

/** An error as the log and traces have it. */
export interface LoggedError {
  type: string
  message: string
  stack: string
  /** Of the error, or of its first cause that has one. */
  code?: string | number
  /** Name of the command that Redis refused. Its arguments may be a password, a session or a call. */
  command?: string
  /** Errors that came together, or that the error carries beside its cause. */
  others?: LoggedError[]
}

const MOST_CAUSES = 8

/**
 * An error for the log. Libraries put what they worked on into their errors: ioredis a command's arguments, Node the
 * text that is no URL. So only these fields are kept, and what the message quotes is hidden.
 */
export function loggedError(error: unknown): LoggedError | string {
  return error instanceof Error ? described(error, true) : hideSecrets(String(error))
}

function described(error: Error, withOthers: boolean): LoggedError {
  const { type, message, stack } = pino.stdSerializers.err(error)
  const chain = causesOf(error)
  const code = firstOf(chain, 'code')
  const command = chain.flatMap((one) => ('command' in one ? [nameOf(one.command)] : [])).find(Boolean)
  const others = withOthers ? chain.flatMap(carried).map((one) => described(one, false)) : []
  return {
    type,
    message: hideSecrets(message),
    stack: hideSecrets(stack),
    ...(code !== undefined && { code }),
    ...(command && { command }),
    ...(others.length > 0 && { others }),
  }
}

/** The error, its cause, and so on. */
function causesOf(error: Error): Error[] {
  const chain = [error]
  for (let { cause } = error; cause instanceof Error && chain.length < MOST_CAUSES; { cause } = cause)
    chain.push(cause)
  return chain
}

function firstOf(chain: readonly Error[], field: 'code'): string | number | undefined {
  for (const one of chain) {
    const value: unknown = field in one ? Reflect.get(one, field) : undefined
    if (typeof value === 'string' || typeof value === 'number') return value
  }
  return undefined
}

const nameOf = (command: unknown): string | null =>
  command instanceof Object && 'name' in command && typeof command.name === 'string' ? command.name : null

function carried(error: Error): Error[] {
  const { cause: _, ...own } = error
  const together: unknown = 'errors' in error ? error.errors : []
  const all: unknown[] = [...Object.values(own), ...(Array.isArray(together) ? together : [])]
  return all.filter((one) => one instanceof Error)
}
