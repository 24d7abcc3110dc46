import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { findOrInstallRedisServer } from '../../coordinator/commands/launcher/redis-server.ts'
import { until } from './desk.ts'

export interface RedisServer {
  /** 0: it listens on a socket only. */
  port: number
  signal(signal: NodeJS.Signals): void
  /** Dies at once, and leaves what it had written. */
  kill(): Promise<void>
  /** Starts again as it was, after it was killed. */
  start(): void
}

/** A folder for a test's Redis servers. `close` ends the servers and removes the folder. */
export function openServerFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-redis-'))
  const children = new Set<ChildProcess>()
  // Also when the setup fails halfway and `close` is never called.
  process.once('exit', () => {
    for (const child of children) child.kill('SIGKILL')
  })

  function run(port: number, args: readonly string[]): RedisServer {
    let child: ChildProcess
    const start = () => {
      child = spawn(findOrInstallRedisServer(), args, { cwd: folder, stdio: 'ignore' })
      children.add(child)
    }
    start()
    return { port, start, signal: (signal) => child.kill(signal), kill: () => ended(child) }
  }

  return {
    folder,
    /** Without persistence, unless the options say otherwise. @param options as on the server's command line */
    start(port: number, ...options: string[]): RedisServer {
      const own = join(folder, `${port}`)
      mkdirSync(own, { recursive: true })
      return run(port, [
        ...['--port', `${port}`, '--bind', '127.0.0.1', '--dir', own],
        ...['--save', '', '--appendonly', 'no'],
        ...options,
      ])
    },
    /** A sentinel keeps what it learns in its configuration, so it needs a file of its own. */
    startSentinel(port: number, ...lines: string[]): RedisServer {
      const file = join(folder, `sentinel-${port}.conf`)
      writeFileSync(file, [`port ${port}`, 'bind 127.0.0.1', ...lines].join('\n'))
      return run(port, [file, '--sentinel'])
    },
    async close() {
      await Promise.all([...children].map(ended))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

/** How the test itself connects. */
export interface RedisCredentials {
  username?: string
  password?: string
  tls?: { ca: string; cert: string; key: string }
}

/** Sends one command to one server, on a connection of its own. @throws {Error} what the server or the network says */
export async function ask(port: number, command: readonly string[], door: RedisCredentials = {}) {
  const redis = new Redis({
    host: '127.0.0.1',
    port,
    retryStrategy: null,
    enableReadyCheck: false,
    commandTimeout: 5_000,
    lazyConnect: true,
    ...door,
  })
  redis.on('error', () => undefined)
  try {
    const [name = '', ...args] = command
    return await redis.call(name, ...args)
  } finally {
    redis.disconnect()
  }
}

/** Waits until a server's answer says so. */
export const untilSays = (
  port: number,
  command: readonly string[],
  what: RegExp,
  door?: RedisCredentials,
  withinMs = 20_000,
) => until(async () => what.test(String(await ask(port, command, door).catch(() => ''))), withinMs)

const LOWEST = 12_000
const HIGHEST = 21_999
/** Where a node's cluster bus is, above its port. */
const BUS = 10_000

/** Ports that are free, with their cluster bus; none that the system gives away by itself. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  while (ports.size < count) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if ((await isFree(port)) && (await isFree(port + BUS))) ports.add(port)
  }
  return [...ports]
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
