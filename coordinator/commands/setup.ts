import { envFile } from '../going-live/env-file.ts'
import { USAGE } from '../going-live/setup-arguments.ts'
import { runSetup } from '../going-live/setup-command.ts'
import { SettingsError } from '../settings.ts'
import { UsageError } from './agents-command.ts'

/** `npm run twilio:setup`. Exit codes: 0 done or planned, 1 not done, 2 not understood. */
const say = (...lines: readonly string[]) => process.stderr.write(`${lines.join('\n')}\n`)

function explain(error: unknown): number {
  if (error instanceof UsageError) say(error.message, USAGE)
  else if (error instanceof SettingsError) say(...error.lines)
  else say(error instanceof Error ? error.message : String(error))
  return error instanceof UsageError ? 2 : 1
}

await runSetup(process.argv.slice(2), {
  env: process.env,
  file: envFile('.env'),
  print: (line) => process.stdout.write(`${line}\n`),
}).catch((error: unknown) => {
  process.exitCode = explain(error)
})
