import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Print, printNotice } from '../output.ts'
import { findOrStartBackgroundProcess } from './background-process.ts'
import { privateFolderFor } from './private-folder.ts'
import { findOrInstallRedisServer } from './redis-server.ts'

export interface EmbeddedRedis {
  /** `unix:/…`: it listens on no port. */
  url: string
  /** Whether it ran already. */
  reused: boolean
  /** Ends it, unless another process uses it too. May be called twice. */
  stop(): Promise<void>
}

/** A large append-only file takes a while to load. */
const START_TIMEOUT_MS = 60_000

/**
 * A Redis server for this data folder alone. When this process is killed the server runs on for a minute, and the
 * next start finds it. After that, or after a power failure, a new server reads the same append-only file.
 * @param graceMs a minute, unless a test says otherwise
 * @throws {Error} when no server can be installed, or it does not answer
 */
export async function startEmbeddedRedis(
  dataDir: string,
  { notice = printNotice, graceMs }: { notice?: Print; graceMs?: number } = {},
): Promise<EmbeddedRedis> {
  const folder = join(resolve(dataDir), 'redis')
  const socket = join(privateFolderFor(folder), 'redis.sock')
  const { address, reused, stop } = await findOrStartBackgroundProcess(
    {
      name: 'The embedded Redis',
      folder,
      command: findOrInstallRedisServer(notice),
      args: argsFor(folder, socket),
      addressIn: () => socket,
      answers: isRedis,
      endOrphan: () => shutDown(socket),
      startTimeoutMs: START_TIMEOUT_MS,
      restart: true,
    },
    graceMs,
  )
  return { url: `unix:${address}`, reused, stop }
}

function argsFor(folder: string, socket: string): string[] {
  const options = {
    port: '0',
    unixsocket: socket,
    unixsocketperm: '700',
    dir: folder,
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
  }
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
}

const isRedis = async (socket: string) => (await send(socket, 'PING')).startsWith('+PONG')

async function shutDown(socket: string): Promise<void> {
  await send(socket, 'SHUTDOWN')
  while ((await send(socket, 'PING')) !== '') await pause(20)
}

/** @returns the first line of the answer; empty when nobody answers */
function send(socket: string, command: string): Promise<string> {
  return new Promise((resolve) => {
    const connection = connect(socket, () => connection.write(`${command}\r\n`))
    connection.setTimeout(2_000, () => connection.destroy())
    connection.once('data', (answer) => {
      resolve(String(answer))
      connection.destroy()
    })
    connection.on('error', () => resolve(''))
    connection.on('close', () => resolve(''))
  })
}
