import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Redis } from 'ioredis'
import { startEmbeddedRedis } from '../../../coordinator/commands/launcher/embedded-redis.ts'
import { startSandbox } from '../../../coordinator/commands/sandbox/sandbox.ts'
import { ROOT } from '../../setup/child.ts'
import { keepLine, keepSecret } from '../../setup/run-logs/keep.ts'
import { pollUntil } from './poll-until.ts'

export interface SandboxAgent {
  agentId: string
  password: string
}

/** The sandbox as `npm start` runs it, with a data folder of its own. */
export interface RunningSandbox {
  readonly url: string
  readonly simulatorUrl: string
  /** With this DATA_DIR, `npm run agents` manages its agents. */
  readonly dataDir: string
  person(agentId: string): SandboxAgent
  /** Runs something on a connection to its Redis. */
  withRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T>
  /** Kills the coordinator with SIGKILL, and only the coordinator. */
  kill(): Promise<void>
  /** Starts it again with the same data and port. @returns ms until it is ready */
  start(): Promise<number>
  /** Stops the Redis process, which no longer answers; `thawRedis` lets it continue. */
  freezeRedis(): Promise<void>
  thawRedis(): void
  /** Kills the Redis server; returns when another one answers. */
  killRedis(): Promise<void>
  /** Ends it in any state, and every process that it started. */
  close(): Promise<void>
}

const READY = /^Switchyard is ready: (\S+)$/
const SIMULATOR = /^ +Call in from +(\S+)$/
const PERSON = /^ +Sign in as +(\S+) +(\S+) +\(/
/** It is no budget: several start at once on a machine that has much to do. */
const READY_WITHIN_MS = 90_000
const STOP_WITHIN_MS = 11_000

/** @param settings environment variables, beside those that every test needs */
export async function openSandbox(settings: Record<string, string> = {}): Promise<RunningSandbox> {
  const dataDir = mkdtempSync(join(tmpdir(), 'switchyard-office-'))
  let running = launch(dataDir, { PORT: '0', ...settings })
  const pidOfRedis = async () => {
    const { url, stop } = await startEmbeddedRedis(dataDir)
    await stop()
    return redisPid(url.replace('unix:', ''))
  }
  const withRedis = async <T>(work: (redis: Redis) => Promise<T>): Promise<T> => {
    const { url, stop } = await startEmbeddedRedis(dataDir)
    const redis = new Redis(url.replace('unix:', ''))
    try {
      return await work(redis)
    } finally {
      await redis.quit()
      await stop()
    }
  }
  let frozen: number | null = null
  const thawRedis = () => {
    if (frozen !== null) process.kill(frozen, 'SIGCONT')
    frozen = null
  }
  const close = async () => {
    thawRedis()
    running.child.kill('SIGTERM')
    await exited(running.child, STOP_WITHIN_MS)
    // A killed coordinator leaves these behind.
    if (running.child.exitCode !== 0)
      for (const start of [startEmbeddedRedis, startSandbox]) await (await start(dataDir)).stop()
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
  try {
    const { url, simulatorUrl, people } = await running.ready
    const port = new URL(url).port
    return {
      url,
      simulatorUrl,
      dataDir,
      person: (agentId) => {
        const person = people.find((it) => it.agentId === agentId)
        if (!person) throw new Error(`The sandbox has no ${agentId}`)
        return person
      },
      withRedis,
      kill: async () => {
        running.child.kill('SIGKILL')
        await exited(running.child, STOP_WITHIN_MS)
      },
      start: async () => {
        const began = performance.now()
        running = launch(dataDir, { ...settings, PORT: port })
        await running.ready
        return performance.now() - began
      },
      freezeRedis: async () => {
        frozen = await pidOfRedis()
        process.kill(frozen, 'SIGSTOP')
      },
      thawRedis,
      killRedis: async () => {
        const killed = await pidOfRedis()
        process.kill(killed, 'SIGKILL')
        const another = () =>
          pidOfRedis().then(
            (pid) => pid !== killed,
            () => false,
          )
        await pollUntil(another, 'another Redis answers')
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

interface Announced {
  url: string
  simulatorUrl: string
  people: SandboxAgent[]
}

function launch(
  dataDir: string,
  settings: Record<string, string>,
): { child: ChildProcess; ready: Promise<Announced> } {
  // As `npm start`, without checking the node modules: a test must not install the packages that it uses.
  const args = ['coordinator/commands/launcher/run.mjs', 'coordinator/commands/start.ts']
  const { PATH, HOME, NODE_OPTIONS } = process.env
  const env = { PATH, HOME, NODE_OPTIONS, LOG_LEVEL: 'info' }
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...env, ...settings, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { child, ready: announced(child) }
}

/** Its output when it is ready. @throws {Error} with the whole output, when it is not */
function announced(child: ChildProcess): Promise<Announced> {
  const said: string[] = []
  const people: SandboxAgent[] = []
  let url: string | undefined
  let simulatorUrl: string | undefined
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${why}:\n${said.join('\n')}`))
    const timer = setTimeout(() => fail('The office was not ready in time'), READY_WITHIN_MS)
    child.on('error', reject)
    child.on('exit', () => fail('The office ended'))
    if (child.stderr)
      createInterface(child.stderr).on('line', (line) => {
        said.push(line)
        keepLine(line)
      })
    if (!child.stdout) return fail('The office has no output')
    createInterface(child.stdout).on('line', (line) => {
      said.push(line)
      url ??= READY.exec(line)?.[1]
      const [, agentId, password] = PERSON.exec(line) ?? []
      if (agentId && password) {
        people.push({ agentId, password })
        keepSecret(password)
      }
      simulatorUrl ??= SIMULATOR.exec(line)?.[1]
      if (url === undefined || simulatorUrl === undefined) return
      clearTimeout(timer)
      resolve({ url, simulatorUrl, people })
    })
  })
}

async function exited(child: ChildProcess, withinMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const timer = setTimeout(() => child.kill('SIGKILL'), withinMs)
  await once(child, 'exit')
  clearTimeout(timer)
}

/** The process id of the Redis server at a socket, as the server itself reports it. */
async function redisPid(socket: string): Promise<number> {
  const connection = connect(socket, () => connection.write('INFO server\r\n'))
  const [answer] = await once(connection, 'data')
  connection.destroy()
  const pid = Number(/^process_id:(\d+)/m.exec(String(answer))?.[1])
  if (!pid) throw new Error('Redis did not say which process it is')
  return pid
}
