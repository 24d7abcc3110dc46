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

const SLOTS = 16_384
const PRIMARIES = 3

export interface ClusterOptions {
  /** Whether each primary has a replica, which can take over. */
  replicas: boolean
  /** For every server. */
  options?(port: number): readonly string[]
  door?: RedisCredentials
}

/** A Redis Cluster of three primaries. It notices within a second that a node is gone. */
export async function openRedisCluster({ replicas, options = () => [], door = {} }: ClusterOptions) {
  const room = openServerFolder()
  const ports = await freePorts(replicas ? 2 * PRIMARIES : PRIMARIES)
  const servers = new Map(
    ports.map((port): [number, RedisServer] => [
      port,
      room.start(
        port,
        ...['--cluster-enabled', 'yes', '--cluster-node-timeout', '1000'],
        ...[
          '--cluster-require-full-coverage',
          'no',
          '--repl-diskless-sync-delay',
          '0',
          '--repl-ping-replica-period',
          '1',
        ],
        ...options(port),
      ),
    ]),
  )
  const tell = (port: number, ...command: string[]) => ask(port, command, door)
  const [first = 0] = ports
  const primaries = ports.slice(0, PRIMARIES)

  for (const [n, port] of ports.entries()) {
    await untilSays(port, ['PING'], /PONG/, door)
    await tell(port, 'CLUSTER', 'SET-CONFIG-EPOCH', `${n + 1}`)
    if (port !== first) await tell(port, 'CLUSTER', 'MEET', '127.0.0.1', `${first}`)
  }
  for (const [n, port] of primaries.entries()) {
    const from = Math.floor((SLOTS * n) / PRIMARIES)
    const to = Math.floor((SLOTS * (n + 1)) / PRIMARIES) - 1
    await tell(port, 'CLUSTER', 'ADDSLOTSRANGE', `${from}`, `${to}`)
  }
  const everywhere = (command: string[], what: RegExp) =>
    Promise.all(ports.map((port) => untilSays(port, command, what, door)))
  await everywhere(['CLUSTER', 'INFO'], new RegExp(`cluster_known_nodes:${ports.length}\\b`))
  for (const [n, port] of ports.slice(PRIMARIES).entries()) {
    const id = String(await tell(primaries[n] ?? 0, 'CLUSTER', 'MYID'))
    await tell(port, 'CLUSTER', 'REPLICATE', id)
  }
  await everywhere(['CLUSTER', 'INFO'], /cluster_state:ok/)
  /** A replica is listed once it has copied its primary, and that has gone round. */
  const whole = () =>
    everywhere(['CLUSTER', 'SLOTS'], new RegExp(ports.map((port) => `(?=[\\s\\S]*,${port},)`).join('')))
  await whole()

  const nodes = ports.map((port) => ({ host: '127.0.0.1', port }))
  /** As a living node sees it: the slot's primary, then its replicas. */
  async function ownersOf(key: string): Promise<number[]> {
    for (const port of ports) {
      try {
        const slot = Number(await tell(port, 'CLUSTER', 'KEYSLOT', key))
        const ranges = (await tell(port, 'CLUSTER', 'SLOTS')) as [number, number, ...[string, number][]][]
        const range = ranges.find(([from, to]) => from <= slot && slot <= to)
        if (range) return (range.slice(2) as [string, number][]).map((node) => node[1])
      } catch {
        // It is down; another one knows.
      }
    }
    throw new Error('No node of the cluster answers')
  }
  const serverAt = (port: number): RedisServer => {
    const server = servers.get(port)
    if (!server) throw new Error(`Nothing was started at ${port}`)
    return server
  }

  return {
    ports,
    remote: { kind: 'cluster', nodes } satisfies RemoteRedis,
    env: { REDIS_CLUSTER_NODES: nodes.map(({ host, port }) => `${host}:${port}`).join() },
    ownersOf,
    serverAt,
    /** Waits until every server is in its place again. */
    whole,
    tell,
    /** A replica takes over, in agreement with the primary. */
    async handOver(key: string) {
      const [primary, replica = 0] = await ownersOf(key)
      await tell(replica, 'CLUSTER', 'FAILOVER')
      await until(async () => (await ownersOf(key))[0] === replica, 20_000)
      return { from: primary, to: replica }
    },
    close: room.close,
  }
}
