import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { z } from 'zod'

const CLIENT = fileURLToPath(new URL('client.ts', import.meta.url))
const Said = z.object({ url: z.string(), reused: z.boolean() })

export interface Client extends z.infer<typeof Said> {
  /** With SIGKILL: it closes nothing. */
  kill(): Promise<void>
  /** With SIGTERM: it stops using the server. */
  end(): Promise<void>
}

/** Starts a process that uses the embedded Redis of this folder. */
export async function startClient(dataDir: string, graceMs: number): Promise<Client> {
  const args = ['--import', 'tsx', CLIENT, dataDir, String(graceMs)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = await firstLine(child)
  const exit = async (signal: NodeJS.Signals) => {
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
  return { ...Said.parse(JSON.parse(said)), kill: () => exit('SIGKILL'), end: () => exit('SIGTERM') }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const errors: string[] = []
    child.stderr?.on('data', (text) => errors.push(String(text)))
    child.stdout?.once('data', (text) => resolve(String(text)))
    child.once('exit', () => reject(new Error(errors.join('') || 'The client ended without output')))
  })
}
