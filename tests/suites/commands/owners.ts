import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { z } from 'zod'

const OWNER = fileURLToPath(new URL('owner.ts', import.meta.url))
const Said = z.object({ url: z.string(), reused: z.boolean() })

export interface Owner extends z.infer<typeof Said> {
  /** Dies at once, and says goodbye to nobody. */
  kill(): Promise<void>
  /** Ends as a coordinator does that is told to. */
  end(): Promise<void>
}

/** Starts an owner of an embedded Redis in a process of its own. */
export async function startOwner(dataDir: string, leaseMs: number): Promise<Owner> {
  const args = ['--import', 'tsx', OWNER, dataDir, String(leaseMs)]
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
    child.once('exit', () => reject(new Error(errors.join('') || 'The owner ended without a word')))
  })
}
