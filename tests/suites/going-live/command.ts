import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setupArguments } from '../../../coordinator/commands/setup-arguments.ts'
import { envFile } from '../../../coordinator/going-live/env-file.ts'
import { runSetup } from '../../../coordinator/going-live/setup-command.ts'
import { ROOT } from '../../setup/child.ts'
import { CREDENTIALS, type TestSimulator } from '../simulator/test-simulator.ts'

export interface Ran {
  status: number
  stdout: string
  stderr: string
}

/** Runs one of the two commands as npm does, in a folder of its own and with these settings alone. */
export async function command(
  name: 'setup' | 'doctor',
  folder: string,
  settings: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<Ran> {
  const entry = join(ROOT, `coordinator/commands/${name}.ts`)
  const run = [join(ROOT, 'coordinator/commands/launcher/run.mjs'), '--env', entry, ...args]
  const { PATH, HOME, NODE_OPTIONS } = process.env
  const env = { PATH, HOME, NODE_OPTIONS, ...settings }
  const child = spawn(process.execPath, run, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  return { status, stdout, stderr }
}

/** What setup does, without a process of its own. It says what it printed; its errors are thrown. */
export async function inProcess(
  folder: string,
  settings: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<string> {
  const printed: string[] = []
  const file = envFile(join(folder, '.env'))
  const env = { DATA_DIR: join(folder, '.data'), ...file.read(), ...settings }
  await runSetup(setupArguments(args), { env, file, print: (line) => void printed.push(line) })
  return printed.join('\n')
}

export const PUBLIC_URL = 'https://desk.example.com'

/** The three settings that one starts from, and where the simulated Twilio is. */
export const accountOf = ({ simulator }: TestSimulator) => ({
  PUBLIC_URL,
  TWILIO_ACCOUNT_SID: CREDENTIALS.accountSid,
  TWILIO_AUTH_TOKEN: CREDENTIALS.authToken,
  TWILIO_API_URL: simulator.url,
})
