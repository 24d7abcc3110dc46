import { constants } from 'node:os'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { hideLogins } from '../ops/hide-secrets.ts'
import { loggedError } from '../ops/log-error.ts'
import { SettingsError } from '../settings.ts'
import { print, printNotice } from './output.ts'
import { Shutdown } from './shutdown.ts'

/**
 * Something that people run, and how all of it behaves:
 * - wrong arguments: the message and the usage on standard error, exit code 2
 * - any other error: its message and cause on standard error, exit code 1
 * - `--help`: the usage on standard output, exit code 0
 * - SIGTERM and SIGINT: the steps of `shutdown` run, then the process exits, within 10 s
 */
export interface Command<Arguments> {
  usage: string
  /** @throws {UsageError} */
  parse(args: readonly string[]): Arguments
  /** @returns the exit code; 0 when it returns none */
  main(given: Arguments, shutdown: Shutdown): Promise<number | undefined>
}

/** The arguments are wrong; the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Runs a command that ends when its work is done. A signal that interrupts it gives 128 and the signal's number. */
export async function runCommand<Arguments>(command: Command<Arguments>): Promise<void> {
  const shutdown = new Shutdown()
  exitOnUnexpectedErrors()
  exitOnSignals(shutdown, (signal) => 128 + constants.signals[signal])
  await shutdown.exit((await run(command, shutdown)) ?? 0)
}

/** Runs a command that, once `main` has started it, runs until a signal ends it, with exit code 0. */
export async function runService<Arguments>(command: Command<Arguments>): Promise<void> {
  const shutdown = new Shutdown()
  exitOnUnexpectedErrors()
  exitOnSignals(shutdown, () => 0)
  const code = await run(command, shutdown)
  if (code !== undefined) await shutdown.exit(code)
}

type Options = NonNullable<ParseArgsConfig['options']>

/** @throws {UsageError} for options that are not among these, and for any other argument unless allowed */
export function parseArguments<Given extends Options>(
  args: readonly string[],
  options: Given,
  allowPositionals = false,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** For a command that takes no arguments. */
export function noArguments(args: readonly string[]): void {
  parseArguments(args, {})
}

async function run<Arguments>(
  { usage, parse, main }: Command<Arguments>,
  shutdown: Shutdown,
): Promise<number | undefined> {
  const args = process.argv.slice(2)
  if (args.includes('--help')) {
    print(usage)
    return 0
  }
  try {
    return await main(parse(args), shutdown)
  } catch (error) {
    // After a shutdown has begun, errors come from what it has closed.
    if (!shutdown.begun) for (const line of linesOf(error)) printNotice(hideLogins(line))
    if (!(error instanceof UsageError)) return 1
    printNotice(usage)
    return 2
  }
}

/** Node itself would print everything that the error carries: the arguments of a failed command may be a password. */
function exitOnUnexpectedErrors(): void {
  process.on('uncaughtException', (error: unknown) => {
    const logged = loggedError(error)
    printNotice(typeof logged === 'string' ? logged : logged.stack)
    process.exit(1)
  })
}

function exitOnSignals(shutdown: Shutdown, codeFor: (signal: NodeJS.Signals) => number): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => void shutdown.exit(codeFor(signal), signal))
}

function linesOf(error: unknown): readonly string[] {
  if (error instanceof SettingsError) return error.lines
  if (!(error instanceof Error)) return [String(error)]
  const { message, cause } = error
  return [
    cause instanceof Error && !message.includes(cause.message) ? `${message}: ${cause.message}` : message,
  ]
}
