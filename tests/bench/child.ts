import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const RUN = 'coordinator/commands/launcher/run.mjs'
const COLLECTS = new URL('./collects.mjs', import.meta.url).href
const PATIENCE_MS = 30_000
/** What one collection lets go of, the next one collects; and memory is given back a moment later. */
const COLLECTIONS = 3
const COLLECTED_MS = 1_000

export interface Child {
  url: string
  /** From being started to being ready. */
  tookMs: number
  stop(): Promise<void>
  /** It collects its garbage, and gives back what is free then. */
  collect(): Promise<void>
}

/**
 * Starts a program in a process of its own, and waits until it says `… is ready: <url>`.
 * @param settings all of its environment, beside what any process needs
 */
export async function startChild(entry: string, settings: Readonly<Record<string, string>>): Promise<Child> {
  const { PATH, HOME, TMPDIR, NODE_OPTIONS } = process.env
  const startedAt = performance.now()
  const child = spawn(process.execPath, [...process.execArgv, '--import', COLLECTS, RUN, entry], {
    cwd: ROOT,
    env: { PATH, HOME, TMPDIR, NODE_OPTIONS, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const url = await readyUrl(child, entry)
  return {
    url,
    tookMs: performance.now() - startedAt,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    },
    async collect() {
      for (let n = 0; n < COLLECTIONS; n++) {
        child.kill('SIGUSR2')
        await pause(COLLECTED_MS)
      }
    },
  }
}

function readyUrl(child: ChildProcess, entry: string): Promise<string> {
  let said = ''
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      child.kill()
      reject(new Error(`${entry} ${why}. It said:\n${said}`))
    }
    const late = setTimeout(() => fail('was not ready in time'), PATIENCE_MS)
    const listen = (text: unknown) => {
      said = (said + String(text)).slice(-4000)
      const url = /is ready: (http:\S+)/.exec(said)?.[1]
      if (url === undefined) return
      clearTimeout(late)
      resolve(url)
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.on('exit', () => fail('ended'))
    child.on('error', reject)
  })
}
