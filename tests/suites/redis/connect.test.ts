import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { RedisClient } from '../../../coordinator/redis/client.ts'
import {
  closeRedis,
  connectRedis,
  type RedisPurpose,
  untilReady,
} from '../../../coordinator/redis/connect.ts'
import type { RemoteRedis } from '../../../coordinator/settings.ts'
import { openRedisCluster } from '../../setup/redis-cluster.ts'
import { openSentinels } from '../../setup/redis-sentinels.ts'
import { openServerFolder } from '../../setup/redis-servers.ts'

const SLOW = 40_000

function connect(redis: RemoteRedis, purpose: RedisPurpose = 'commands') {
  const log = { info: vi.fn(), warn: vi.fn() }
  const client = connectRedis(redis, purpose, log)
  onTestFinished(() => closeRedis(client))
  return { client, log }
}

function oneServer() {
  const room = openServerFolder()
  onTestFinished(room.close)
  const socket = join(room.folder, 'redis.sock')
  const redis: RemoteRedis = { kind: 'url', url: `unix:${socket}` }
  return { redis, boot: () => room.start(0, '--unixsocket', socket) }
}

/** What was logged while the server itself was still starting. */
const forget = (log: ReturnType<typeof connect>['log']) => {
  log.info.mockClear()
  log.warn.mockClear()
}

const answers = (client: RedisClient) => client.set('{tag}x', '1').catch((error: Error) => error.message)
const untilAnswering = (client: RedisClient) =>
  expect.poll(() => answers(client), { timeout: 20_000, interval: 50 }).toBe('OK')

async function msToFail(client: RedisClient): Promise<number> {
  const began = performance.now()
  await expect(client.get('x')).rejects.toThrow()
  return performance.now() - began
}

test('a command fails at once while Redis is away, and the outage is logged once', async () => {
  const { redis, boot } = oneServer()
  const server = boot()
  const { client, log } = connect(redis)
  await untilReady(client, 5_000)
  forget(log)
  await server.kill()
  await expect.poll(() => log.warn.mock.calls.length).toBe(1)
  for (let n = 0; n < 20; n++) expect(await msToFail(client)).toBeLessThan(500)
  expect(log.warn).toHaveBeenCalledTimes(1)

  boot()
  await untilAnswering(client)
  expect(log.info).toHaveBeenCalledTimes(1)
  expect(log.warn).toHaveBeenCalledTimes(1)
})

test('a command to a server that hangs fails within three seconds', async () => {
  const { redis, boot } = oneServer()
  const server = boot()
  const { client } = connect(redis)
  await untilReady(client, 5_000)
  server.signal('SIGSTOP')
  expect(await msToFail(client)).toBeLessThan(3_000)
  server.signal('SIGCONT')
  await untilAnswering(client)
})

test('a command that was under way when the connection broke is sent again', async () => {
  const { redis, boot } = oneServer()
  boot()
  const [{ client }, { client: other }] = [connect(redis), connect(redis)]
  await Promise.all([untilReady(client, 5_000), untilReady(other, 5_000)])
  const id = await client.client('ID')
  const waiting = client.blpop('list', 1)
  await other.client('KILL', 'ID', id)
  await other.rpush('list', 'here')
  expect(await waiting).toEqual(['list', 'here'])
})

test('a read that waits, waits out an outage', async () => {
  const { redis, boot } = oneServer()
  const server = boot()
  const { client: reader } = connect(redis, 'blocking')
  const { client: writer } = connect(redis)
  await untilReady(reader, 5_000)
  const read = reader.blpop('list', 10)
  await server.kill()
  boot()
  await untilAnswering(writer)
  await writer.rpush('list', 'at last')
  expect(await read).toEqual(['list', 'at last'])
})

test('waiting for a Redis that is not there ends with the cause', async () => {
  const { redis } = oneServer()
  const { client } = connect(redis)
  await expect(untilReady(client, 300)).rejects.toMatchObject({ cause: { code: 'ENOENT' } })
})

test('a cluster is used as one server, and found again after all of it was away', {
  timeout: SLOW,
}, async () => {
  const cluster = await openRedisCluster({ replicas: false })
  onTestFinished(cluster.close)
  const { client, log } = connect(cluster.remote)
  await untilAnswering(client)
  forget(log)

  const servers = cluster.ports.map(cluster.serverAt)
  await Promise.all(servers.map((server) => server.kill()))
  expect(await msToFail(client)).toBeLessThan(3_000)
  for (const server of servers) server.start()
  await untilAnswering(client)
  expect(log.info).toHaveBeenCalledTimes(1)
})

test('after the primary died, the one that the sentinels name is used', { timeout: SLOW }, async () => {
  const sentinels = await openSentinels()
  onTestFinished(sentinels.close)
  const { client } = connect(sentinels.remote)
  await untilAnswering(client)

  await sentinels.serverAt(await sentinels.primary()).kill()
  await untilAnswering(client)
  expect(await client.role()).toEqual(expect.arrayContaining(['master']))
})
