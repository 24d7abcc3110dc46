import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { ensureRedisServer } from '../../../coordinator/launcher/redis-server.ts'

export interface TestServer {
  signal(signal: NodeJS.Signals): void
  /** Dies at once. */
  kill(): Promise<void>
}

/** A folder for servers, which goes with the test, and they with it. */
export function serverRoom() {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-redis-'))
  const children: ChildProcess[] = []
  onTestFinished(async () => {
    await Promise.all(children.map(ended))
    rmSync(folder, { recursive: true, force: true })
  })
  const run = (...args: string[]): TestServer => {
    const child = spawn(ensureRedisServer(), args, { stdio: 'ignore' })
    children.push(child)
    return { signal: (signal) => child.kill(signal), kill: () => ended(child) }
  }
  return {
    folder,
    start: (...options: string[]) => run(...options, '--dir', folder, '--save', '', '--appendonly', 'no'),
    /** A sentinel keeps what it learns in its configuration, so it needs a file of its own. */
    startSentinel(...lines: string[]) {
      const file = join(folder, 'sentinel.conf')
      writeFileSync(file, lines.join('\n'))
      return run(file, '--sentinel')
    },
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

/** Asks a server by Redis' own client. @returns what it said, or the error's text */
export function ask(port: number, ...command: string[]): string {
  try {
    return execFileSync('redis-cli', ['-p', String(port), ...command], { encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    return String(error)
  }
}

/** Ports that were free a moment ago, and whose cluster bus ports (10,000 above) exist. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  while (ports.length < count) {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (typeof address === 'object' && address !== null && address.port < 55_000) ports.push(address.port)
    server.close()
    await once(server, 'close')
  }
  return ports
}
