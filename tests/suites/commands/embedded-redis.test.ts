import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startEmbeddedRedis } from '../../../coordinator/commands/launcher/embedded-redis.ts'
import type { RedisClient } from '../../../coordinator/redis/client.ts'
import { closeRedis, connectRedis, untilReady } from '../../../coordinator/redis/connect.ts'
import { quietLog } from '../../setup/site.ts'
import { startClient } from './clients.ts'
import { testFolder } from './folder.ts'

/** Longer than a test, shorter than the run. */
const LONG = 20_000

async function connect(url: string) {
  const redis = connectRedis({ kind: 'url', url }, 'commands', quietLog)
  onTestFinished(() => closeRedis(redis))
  await untilReady(redis, 5_000)
  return redis
}

const socketOf = (url: string) => url.replace('unix:', '')

test('it keeps what is written, throws nothing away, and listens on no port', async () => {
  const server = await startEmbeddedRedis(testFolder(), { graceMs: LONG })
  const redis = await connect(server.url)
  const settings = await redis.config('GET', 'appendonly', 'maxmemory-policy', 'port', 'save')
  expect(settings).toEqual(
    expect.arrayContaining(['appendonly', 'yes', 'maxmemory-policy', 'noeviction', 'port', '0']),
  )
  await server.stop()
  expect(existsSync(socketOf(server.url))).toBe(false)
})

test('it survives a client that was killed, and the next one finds it', async () => {
  const folder = testFolder()
  const first = await startClient(folder, LONG)
  expect(first.reused).toBe(false)
  const redis = await connect(first.url)
  const before = await runIdOf(redis)
  await first.kill()

  const second = await startClient(folder, LONG)
  expect(second).toMatchObject({ reused: true, url: first.url })
  expect(await runIdOf(redis)).toBe(before)
  await second.end()
  expect(existsSync(socketOf(first.url))).toBe(false)
})

test('it ends when no client comes within the grace period, and a later one reads its data', async () => {
  const folder = testFolder()
  const client = await startClient(folder, 600)
  await (await connect(client.url)).set('kept', 'yes')
  await client.kill()
  await expect.poll(() => existsSync(socketOf(client.url)), { timeout: 10_000, interval: 50 }).toBe(false)

  const server = await startEmbeddedRedis(folder, { graceMs: LONG })
  expect(server.reused).toBe(false)
  expect(await (await connect(server.url)).get('kept')).toBe('yes')
  await server.stop()
})

test('a client that lives keeps it for longer than the grace period', async () => {
  const client = await startClient(testFolder(), 300)
  const redis = await connect(client.url)
  const uptime = async () => Number(/uptime_in_seconds:(\d+)/.exec(await redis.info('server'))?.[1])
  await expect.poll(uptime, { timeout: 10_000, interval: 100 }).toBeGreaterThan(1)
  await client.end()
})

test('clients that start at once share one server, and the last to leave ends it', async () => {
  const folder = testFolder()
  const clients = await Promise.all([1, 2, 3].map(() => startClient(folder, LONG)))
  expect(clients.map(({ reused }) => reused).sort()).toEqual([false, true, true])
  const [first, second, third] = clients
  const redis = await connect(first?.url ?? '')
  await first?.end()
  await second?.end()
  expect(await redis.ping()).toBe('PONG')
  await third?.end()
  expect(existsSync(socketOf(first?.url ?? ''))).toBe(false)
})

const runIdOf = async (redis: RedisClient) => /run_id:(\w+)/.exec(await redis.info('server'))?.[1]
const pidOf = async (redis: RedisClient) => Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1])

const ps = (column: string, pid: number) =>
  spawnSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()

test('a server that crashes is started again, with its data', async () => {
  const server = await startEmbeddedRedis(testFolder(), { graceMs: LONG })
  const redis = await connect(server.url)
  await redis.set('kept', 'yes')
  const before = await runIdOf(redis)
  process.kill(await pidOf(redis), 'SIGKILL')
  await expect
    .poll(() => runIdOf(redis).catch(() => before), { timeout: 10_000, interval: 50 })
    .not.toBe(before)
  expect(await redis.get('kept')).toBe('yes')
  await server.stop()
})

test('a server whose supervisor was killed is ended before another one starts', async () => {
  const folder = testFolder()
  const first = await startEmbeddedRedis(folder, { graceMs: LONG })
  const redis = await connect(first.url)
  await redis.set('kept', 'yes')
  const before = await pidOf(redis)
  process.kill(Number(ps('ppid', before)), 'SIGKILL')

  const second = await startEmbeddedRedis(folder, { graceMs: LONG })
  expect(second.reused).toBe(false)
  // Ended, or waiting for init to collect it.
  expect(ps('stat', before)).toMatch(/^Z|^$/)
  expect(await (await connect(second.url)).get('kept')).toBe('yes')
  await first.stop()
  expect(await (await connect(second.url)).get('kept')).toBe('yes')
  await second.stop()
})

test('a server that an older version started and keeps running is left alone', async () => {
  const folder = testFolder()
  const client = await startClient(folder, LONG)
  const keeper = { keeper: process.pid, address: socketOf(client.url) }
  const other = testFolder()
  mkdirSync(join(other, 'redis'))
  writeFileSync(join(other, 'redis', 'running.json'), JSON.stringify(keeper))
  await expect(startEmbeddedRedis(other, { graceMs: LONG })).rejects.toThrow('older version')
  await client.end()
  const server = await startEmbeddedRedis(other, { graceMs: LONG })
  await server.stop()
})

test('a place that others may open is not used, for they could put a server of theirs there', async () => {
  const folder = testFolder()
  const server = await startEmbeddedRedis(folder, { graceMs: LONG })
  await server.stop()
  chmodSync(dirname(socketOf(server.url)), 0o777)
  await expect(startEmbeddedRedis(folder, { graceMs: LONG })).rejects.toThrow('you alone may open')
})

test('a server that cannot start says why', async () => {
  const folder = testFolder()
  const data = join(folder, 'redis', 'appendonlydir')
  mkdirSync(data, { recursive: true })
  writeFileSync(join(data, 'appendonly.aof.manifest'), 'this is no manifest\n')
  await expect(startEmbeddedRedis(folder)).rejects.toThrow(/embedded Redis ended at once.*manifest/s)
})
