import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, inject } from 'vitest'
import type { RedisClient } from '../../coordinator/redis/client.ts'
import { closeRedis, connectRedis, untilReady } from '../../coordinator/redis/connect.ts'
import { type Keys, keysOf } from '../../coordinator/redis/keys.ts'

export interface TestSite {
  redis: RedisClient
  site: string
  keys: Keys
}

export const quietLog = { info: () => undefined, warn: () => undefined }

/** The run's Redis, and a site that no other test has. Call it at the top of a suite; use it in tests. */
export function testSite(): TestSite {
  const site = `test-${randomBytes(6).toString('hex')}`
  const redis = connectRedis({ kind: 'url', url: inject('redisUrl') }, 'commands', quietLog)
  beforeAll(() => untilReady(redis, 5_000))
  afterAll(() => closeRedis(redis))
  return { redis, site, keys: keysOf(site) }
}
