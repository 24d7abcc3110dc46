import { cpus } from 'node:os'
import { closeRedis, connectRedis, untilReady } from '../../coordinator/redis/connect.ts'

const QUIET = { info: () => undefined, warn: () => undefined }

/** The machine in general terms: enough to see whether two results may be compared. */
export async function machineWith(redisUrl: string): Promise<string> {
  const redis = connectRedis({ kind: 'url', url: redisUrl }, 'commands', QUIET)
  await untilReady(redis, 10_000)
  const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1]
  await closeRedis(redis)
  return `${cpus().length} cores, Node ${process.versions.node}, Redis ${version}`
}
