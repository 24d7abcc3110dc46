import type { RedisClient } from '../../redis/client.ts'
import { closeRedis, connectRedis, untilReady } from '../../redis/connect.ts'
import { isReadableOnTheWay } from '../../settings/redis.ts'
import type { RedisSettings } from '../../settings.ts'
import { type DoctorCheck, ok, skipped, wrong } from './check.ts'

const QUIET = { info: () => undefined, warn: () => undefined }
const CONNECT_MS = 3_000

export function redisServer(settings: RedisSettings): DoctorCheck {
  return {
    name: 'Redis',
    async run() {
      if (settings.kind === 'embedded')
        return skipped('the embedded server is the coordinator’s own: Ready speaks for it')
      const redis = connectRedis(settings, 'commands', QUIET)
      try {
        await untilReady(redis, CONNECT_MS)
        return judge(await policyOf(redis), isReadableOnTheWay(settings))
      } catch (error) {
        const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
        return wrong(`it does not answer${cause}`, 'see REDIS_URL, or the cluster’s or sentinels’ addresses')
      } finally {
        await closeRedis(redis)
      }
    },
  }
}

/** Null where the server does not say. */
async function policyOf(redis: RedisClient): Promise<string | null> {
  return /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory'))?.[1] ?? null
}

const READABLE = ', unencrypted: use rediss:// or REDIS_TLS=on, unless the network in between is yours alone'

const judge = (policy: string | null, readable: boolean) =>
  policy === null || policy === 'noeviction'
    ? ok(`answers${readable ? READABLE : ''}`)
    : wrong(
        `it drops keys when memory is short (${policy}), calls among them`,
        'set maxmemory-policy noeviction',
      )
