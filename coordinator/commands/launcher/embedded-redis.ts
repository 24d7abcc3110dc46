import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { keepCompanion } from './companion.ts'
import { ensureRedisServer } from './redis-server.ts'
import { type Say, say as sayAloud } from './say.ts'

export interface EmbeddedRedis {
  /** `unix:/…`: it listens on no port. */
  url: string
  /** Whether it ran already. */
  reused: boolean
  stop(): Promise<void>
}

/** Loading the append-only file of a long life may take a while. */
const START_TIMEOUT_MS = 60_000

/**
 * A Redis server of our own, with its data in DATA_DIR. It outlives a kill of this process for a
 * minute, and is found again; after that, or a loss of power, a new one reads the same append-only file.
 * @throws {Error} when there is no server to be had, or it does not come up.
 */
export async function startEmbeddedRedis(
  dataDir: string,
  { say = sayAloud, leaseMs }: { say?: Say; leaseMs?: number } = {},
): Promise<EmbeddedRedis> {
  const folder = join(resolve(dataDir), 'redis')
  const socket = socketFor(folder)
  const companion = await keepCompanion(
    {
      name: 'The embedded Redis',
      folder,
      command: ensureRedisServer(say),
      args: argsFor(folder, socket),
      addressIn: () => socket,
      answers: async (path) => (await ask(path, 'PING')).startsWith('+PONG'),
      endOrphan: shutDown,
      startTimeoutMs: START_TIMEOUT_MS,
      revived: true,
    },
    leaseMs,
  )
  return { url: `unix:${companion.address}`, reused: companion.reused, stop: companion.stop }
}

/**
 * Short, for a socket's path may have 103 characters on some systems, and a data folder's is any.
 * @throws {Error} when the place is open to others, who could put a server of theirs there
 */
function socketFor(folder: string): string {
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  const ours = process.getuid?.() ?? 0
  const place = join(tmpdir(), `switchyard-${ours}-${hash}`)
  mkdirSync(place, { recursive: true, mode: 0o700 })
  const found = lstatSync(place)
  if (!found.isDirectory() || found.uid !== ours || (found.mode & 0o077) !== 0)
    throw new Error(`${place} is not a folder that you alone may open: remove it, and start again`)
  return join(place, 'redis.sock')
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

async function shutDown(socket: string): Promise<void> {
  await ask(socket, 'SHUTDOWN')
  while ((await ask(socket, 'PING')) !== '') await pause(20)
}

/** The first line of the answer; empty when nobody answers. Spoken by hand: one word, one line. */
function ask(socket: string, command: string): Promise<string> {
  return new Promise((settle) => {
    const connection = connect(socket, () => connection.write(`${command}\r\n`))
    connection.setTimeout(2_000, () => connection.destroy())
    connection.once('data', (answer) => {
      settle(String(answer))
      connection.destroy()
    })
    connection.on('error', () => settle(''))
    connection.on('close', () => settle(''))
  })
}
