import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startEmbeddedRedis } from '../../../coordinator/commands/launcher/embedded-redis.ts'
import { closeRedis, connectRedis, untilReady } from '../../../coordinator/redis/connect.ts'
import { quietLog } from '../../setup/site.ts'
import { testFolder } from './folder.ts'
import { startOwner } from './owners.ts'

/** Long enough to outlive a test, short enough not to outlive the run. */
const LONG = 20_000

async function connect(url: string) {
  const redis = connectRedis({ kind: 'url', url }, 'commands', quietLog)
  onTestFinished(() => closeRedis(redis))
  await untilReady(redis, 5_000)
  return redis
}

const socketOf = (url: string) => url.replace('unix:', '')

test('it keeps what is written, throws nothing away, and listens on no port', async () => {
  const server = await startEmbeddedRedis(testFolder(), { leaseMs: LONG })
  const redis = await connect(server.url)
  const settings = await redis.config('GET', 'appendonly', 'maxmemory-policy', 'port', 'save')
  expect(settings).toEqual(
    expect.arrayContaining(['appendonly', 'yes', 'maxmemory-policy', 'noeviction', 'port', '0']),
  )
  await server.stop()
  expect(existsSync(socketOf(server.url))).toBe(false)
})

test('it outlives an owner that was killed, and the next one finds it', async () => {
  const folder = testFolder()
  const first = await startOwner(folder, LONG)
  expect(first.reused).toBe(false)
  const redis = await connect(first.url)
  const runId = async () => /run_id:(\w+)/.exec(await redis.info('server'))?.[1]
  const before = await runId()
  await first.kill()

  const second = await startOwner(folder, LONG)
  expect(second).toMatchObject({ reused: true, url: first.url })
  expect(await runId()).toBe(before)
  await second.end()
  expect(existsSync(socketOf(first.url))).toBe(false)
})

test('it ends when no owner comes back within the lease, and a later one reads its data', async () => {
  const folder = testFolder()
  const owner = await startOwner(folder, 600)
  await (await connect(owner.url)).set('kept', 'yes')
  await owner.kill()
  await expect.poll(() => existsSync(socketOf(owner.url)), { timeout: 10_000, interval: 50 }).toBe(false)

  const server = await startEmbeddedRedis(folder, { leaseMs: LONG })
  expect(server.reused).toBe(false)
  expect(await (await connect(server.url)).get('kept')).toBe('yes')
  await server.stop()
})

test('an owner that lives keeps it for longer than a lease', async () => {
  const owner = await startOwner(testFolder(), 300)
  const redis = await connect(owner.url)
  const uptime = async () => Number(/uptime_in_seconds:(\d+)/.exec(await redis.info('server'))?.[1])
  await expect.poll(uptime, { timeout: 10_000, interval: 100 }).toBeGreaterThan(1)
  await owner.end()
})

test('owners that start at once share one server, and the last to leave ends it', async () => {
  const folder = testFolder()
  const owners = await Promise.all([1, 2, 3].map(() => startOwner(folder, LONG)))
  expect(owners.map(({ reused }) => reused).sort()).toEqual([false, true, true])
  const [first, second, third] = owners
  const redis = await connect(first?.url ?? '')
  await first?.end()
  await second?.end()
  expect(await redis.ping()).toBe('PONG')
  await third?.end()
  expect(existsSync(socketOf(first?.url ?? ''))).toBe(false)
})

test('a place that others may open is not used, for they could put a server of theirs there', async () => {
  const folder = testFolder()
  const server = await startEmbeddedRedis(folder, { leaseMs: LONG })
  await server.stop()
  chmodSync(dirname(socketOf(server.url)), 0o777)
  await expect(startEmbeddedRedis(folder, { leaseMs: LONG })).rejects.toThrow('you alone may open')
})

test('a server that cannot start says why', async () => {
  const folder = testFolder()
  const data = join(folder, 'redis', 'appendonlydir')
  mkdirSync(data, { recursive: true })
  writeFileSync(join(data, 'appendonly.aof.manifest'), 'this is no manifest\n')
  await expect(startEmbeddedRedis(folder)).rejects.toThrow(/embedded Redis ended at once.*manifest/s)
})
