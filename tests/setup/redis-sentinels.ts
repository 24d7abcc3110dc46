import type { RemoteRedis } from '../../coordinator/settings.ts'
import { until } from './desk.ts'
import {
  ask,
  freePorts,
  openServerFolder,
  type RedisCredentials,
  type RedisServer,
  untilSays,
} from './redis-servers.ts'

const NAME = 'desk'
/** Sentinels ask a replica how it is every ten seconds: once to learn that one came back, and again whether it copies. */
const WHOLE_MS = 40_000

export interface SentinelOptions {
  /** For every data server. */
  options?(port: number): readonly string[]
  /** For every sentinel's configuration. */
  lines?(port: number): readonly string[]
  door?: RedisCredentials
  sentinelDoor?: RedisCredentials
}

/** A primary with two replicas, and three sentinels that notice within a second that it is gone. */
export async function openSentinels({
  options = () => [],
  lines = () => [],
  door,
  sentinelDoor,
}: SentinelOptions = {}) {
  const room = openServerFolder()
  const ports = await freePorts(6)
  const [first = 0, ...others] = ports.slice(0, 3)
  const watchers = ports.slice(3)
  const shared = (port: number) => ['--repl-diskless-sync-delay', '0', ...options(port)]
  const servers = new Map<number, RedisServer>([[first, room.start(first, ...shared(first))]])
  for (const port of others)
    servers.set(port, room.start(port, '--replicaof', `127.0.0.1 ${first}`, ...shared(port)))
  await untilSays(first, ['INFO', 'replication'], /slave1:.*state=online/, door)
  for (const port of watchers)
    room.startSentinel(
      port,
      `sentinel monitor ${NAME} 127.0.0.1 ${first} 2`,
      `sentinel down-after-milliseconds ${NAME} 1000`,
      // Sentinels that have just replaced one wait for twice that long before they replace the next.
      `sentinel failover-timeout ${NAME} 3000`,
      ...lines(port),
    )
  /** Waits until every sentinel knows the others, and of two replicas that could take over. */
  async function whole() {
    for (const port of watchers) {
      await untilSays(
        port,
        ['SENTINEL', 'MASTER', NAME],
        /flags,master,[\s\S]*num-slaves,2,num-other-sentinels,2/,
        sentinelDoor,
        WHOLE_MS,
      )
      await untilSays(
        port,
        ['SENTINEL', 'REPLICAS', NAME],
        /(flags,slave,[\s\S]*master-link-status,ok[\s\S]*){2}/,
        sentinelDoor,
        WHOLE_MS,
      )
    }
  }
  await whole()
  const sentinels = watchers.map((port) => ({ host: '127.0.0.1', port }))
  const [watcher = 0] = watchers

  const primary = async () => {
    const answer = await ask(watcher, ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', NAME], sentinelDoor)
    return Number((answer as string[])[1])
  }
  return {
    /** The data servers' ports, then the sentinels'. */
    servers: [...servers.keys()],
    watchers,
    whole,
    remote: { kind: 'sentinel', sentinels, name: NAME } satisfies RemoteRedis,
    env: {
      REDIS_SENTINELS: sentinels.map(({ host, port }) => `${host}:${port}`).join(),
      REDIS_SENTINEL_NAME: NAME,
    },
    primary,
    serverAt(port: number): RedisServer {
      const server = servers.get(port)
      if (!server) throw new Error(`Nothing was started at ${port}`)
      return server
    },
    tell: (port: number, ...command: string[]) => ask(port, command, door),
    /** As docs/scaling.md has it: no write is taken between the last one that is copied and the new primary. */
    async handOver() {
      const from = await primary()
      await ask(from, ['CLIENT', 'PAUSE', '60000', 'WRITE'], door)
      await ask(watcher, ['SENTINEL', 'FAILOVER', NAME], sentinelDoor)
      await until(async () => (await primary()) !== from, 30_000)
      const to = await primary()
      await ask(from, ['REPLICAOF', '127.0.0.1', `${to}`], door)
      await ask(from, ['CLIENT', 'UNPAUSE'], door)
      return { from, to }
    },
    close: room.close,
  }
}
