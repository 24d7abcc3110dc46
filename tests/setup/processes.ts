import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { ROOT } from './child.ts'
import { keepLine } from './run-logs/keep.ts'

const READY_WITHIN_MS = 60_000
const STOP_WITHIN_MS = 11_000
const KEPT_LINES = 400

/** One of Switchyard's programs in a process of its own. It can be killed, ended and started again. */
export interface Program {
  readonly name: string
  readonly pid: number | undefined
  readonly running: boolean
  /** Its last lines, standard error among them. */
  readonly said: readonly string[]
  /** @returns what its ready line says after the colon, if anything; and in how many ms it was there */
  start(): Promise<{ address: string; tookMs: number }>
  /** As an out-of-memory killer does it: no goodbye. */
  kill(): Promise<void>
  /** As an operator does it. @returns its exit code */
  end(): Promise<number | null>
}

export interface ProgramRecipe {
  name: string
  /** TypeScript file under the project's root. */
  entry: string
  env: Record<string, string>
  /** Found in a line of standard output once it is up; its first group is the address. */
  ready: RegExp
}

/** Not through `npm start`, which looks after the node modules first: a test must not install under its own feet. */
export function program(recipe: ProgramRecipe): Program {
  const said: string[] = []
  let child: ChildProcess | null = null

  const hasEnded = (one: ChildProcess) => one.exitCode !== null || one.signalCode !== null

  function up(one: ChildProcess): Promise<string> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`${recipe.name} ${why}:\n${said.join('\n')}`))
      const timer = setTimeout(() => fail('was not ready in time'), READY_WITHIN_MS)
      const note = (line: string) => {
        said.push(line)
        if (said.length > KEPT_LINES) said.shift()
        const found = recipe.ready.exec(line)
        if (!found) return
        clearTimeout(timer)
        resolve(found[1] ?? '')
      }
      for (const stream of [one.stdout, one.stderr]) if (stream) createInterface(stream).on('line', note)
      if (one.stderr) createInterface(one.stderr).on('line', keepLine)
      one.on('error', reject)
      one.on('exit', () => fail('ended before it was ready'))
    })
  }

  async function stop(signal: NodeJS.Signals): Promise<number | null> {
    if (child === null || hasEnded(child)) return child?.exitCode ?? null
    const ended = once(child, 'exit')
    child.kill(signal)
    const timer = setTimeout(() => child?.kill('SIGKILL'), STOP_WITHIN_MS)
    await ended
    clearTimeout(timer)
    return child.exitCode
  }

  return {
    name: recipe.name,
    get pid() {
      return child?.pid
    },
    get running() {
      return child !== null && !hasEnded(child)
    },
    said,
    async start() {
      const began = performance.now()
      const { PATH, HOME, NODE_OPTIONS } = process.env
      child = spawn(process.execPath, ['coordinator/commands/launcher/run.mjs', recipe.entry], {
        cwd: ROOT,
        env: { PATH, HOME, NODE_OPTIONS, LOG_LEVEL: 'warn', ...recipe.env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const address = await up(child)
      return { address, tookMs: performance.now() - began }
    },
    async kill() {
      await stop('SIGKILL')
    },
    end: () => stop('SIGTERM'),
  }
}
