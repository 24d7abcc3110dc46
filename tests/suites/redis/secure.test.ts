import { expect, onTestFinished, test } from 'vitest'
import type { RedisClient } from '../../../coordinator/redis/client.ts'
import { closeRedis, connectRedis, untilReady } from '../../../coordinator/redis/connect.ts'
import { readSettings } from '../../../coordinator/settings.ts'
import { openRedisCluster } from '../../setup/redis-cluster.ts'
import { openSentinels } from '../../setup/redis-sentinels.ts'
import { freePorts, openServerFolder, untilSays } from '../../setup/redis-servers.ts'
import { tlsServers } from '../../setup/redis-tls.ts'
import { quietLog } from '../../setup/site.ts'
import { testFolder } from '../commands/folder.ts'

const SLOW = 40_000

/** Reaches Redis as a coordinator does: from the environment. */
function reach(env: Record<string, string>): RedisClient {
  const { redis } = readSettings(env)
  if (redis.kind === 'embedded') throw new Error('This is the embedded server')
  const client = connectRedis(redis, 'commands', quietLog)
  onTestFinished(() => closeRedis(client))
  return client
}

const causeOf = (client: RedisClient) =>
  untilReady(client, 1_000).then(
    () => 'none',
    (error: Error) => String(error.cause),
  )

test('a server over TLS is let in by its authority alone, and asks for our certificate', async () => {
  const { options, env, door } = await tlsServers(testFolder())
  const room = openServerFolder()
  onTestFinished(room.close)
  const [port = 0] = await freePorts(1)
  room.start(port, ...options(port), '--requirepass', 'secret')
  await untilSays(port, ['PING'], /PONG/, { ...door, password: 'secret' })
  const REDIS_URL = `rediss://default:secret@127.0.0.1:${port}`
  const client = reach({ REDIS_URL, ...env })
  await untilReady(client, 5_000)
  expect(await client.set('x', '1')).toBe('OK')

  expect(await causeOf(reach({ REDIS_URL }))).toMatch(/self-signed|unable to verify/)
  const withoutOurs = { REDIS_URL, REDIS_TLS_CA: env.REDIS_TLS_CA }
  expect(await causeOf(reach(withoutOurs))).not.toBe('none')
  expect(await causeOf(reach({ REDIS_URL: REDIS_URL.replace('secret', 'guess'), ...env }))).toMatch(
    'WRONGPASS',
  )
})

test('a cluster over TLS, with a login', { timeout: SLOW }, async () => {
  const { options, env, door } = await tlsServers(testFolder())
  const login = (port: number) => [...options(port), '--requirepass', 'secret', '--masterauth', 'secret']
  const cluster = await openRedisCluster({
    replicas: false,
    options: login,
    door: { ...door, password: 'secret' },
  })
  onTestFinished(cluster.close)
  const client = reach({ ...cluster.env, REDIS_TLS: 'on', REDIS_PASSWORD: 'secret', ...env })
  await untilReady(client, 10_000)
  // Keys of all three nodes.
  for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) expect(await client.set(key, key)).toBe('OK')
})

test('sentinels over TLS, with a login of their own', { timeout: SLOW }, async () => {
  const { options, lines, env, door } = await tlsServers(testFolder())
  const sentinels = await openSentinels({
    options: (port) => [...options(port), '--requirepass', 'secret', '--masterauth', 'secret'],
    lines: (port) => [...lines(port), 'requirepass watch', 'sentinel auth-pass desk secret'],
    door: { ...door, password: 'secret' },
    sentinelDoor: { ...door, password: 'watch' },
  })
  onTestFinished(sentinels.close)
  const login = { REDIS_PASSWORD: 'secret', REDIS_SENTINEL_PASSWORD: 'watch' }
  const client = reach({ ...sentinels.env, REDIS_TLS: 'on', ...login, ...env })
  await untilReady(client, 10_000)
  expect(await client.set('x', '1')).toBe('OK')
})
