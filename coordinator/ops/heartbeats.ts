import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'

const WORKER_EXPIRES_MS = 60_000

/** When the site's processes last said that they live, and when the last sweep and the last backup finished. Times are ms since the epoch. */
export function createHeartbeats(redis: RedisClient, keys: Keys) {
  return {
    async coordinatorBeat(coordinatorId: string, at: number): Promise<void> {
      await asking(() => redis.zadd(keys.coordinators, String(at), coordinatorId))
    },
    /** The coordinator ends in order: the sweep need not wait until it has been silent for long enough. */
    async coordinatorLeaves(coordinatorId: string): Promise<void> {
      await asking(() => redis.zrem(keys.coordinators, coordinatorId))
    },
    /** Coordinators with a heartbeat after `since`. The others are forgotten. */
    async aliveCoordinators(since: number): Promise<string[]> {
      await asking(() => redis.zremrangebyscore(keys.coordinators, '-inf', String(since)))
      return asking(() => redis.zrange(keys.coordinators, '0', '-1'))
    },
    async workerBeat(at: number): Promise<void> {
      await asking(() => redis.set(keys.worker, at, 'PX', WORKER_EXPIRES_MS))
    },
    lastWorkerBeat: (): Promise<number | null> => timeAt(redis, keys.worker),
    async sweepFinished(at: number): Promise<void> {
      await asking(() => redis.set(keys.swept, at))
    },
    lastSweep: (): Promise<number | null> => timeAt(redis, keys.swept),
    /** The nightly backup was written, or could not be. */
    async backupTried(result: 'done' | 'failed', at: number): Promise<void> {
      await asking(() => redis.hset(keys.backup, `${result}At`, at))
    },
    /** When it was last written, and whether the last try has failed. */
    async lastBackup(): Promise<{ doneAt: number | null; failed: boolean }> {
      const [doneAt = null, failedAt = null] = await asking(() =>
        redis.hmget(keys.backup, 'doneAt', 'failedAt'),
      )
      return { doneAt: doneAt === null ? null : Number(doneAt), failed: Number(failedAt) > Number(doneAt) }
    },
  }
}
export type Heartbeats = ReturnType<typeof createHeartbeats>

async function timeAt(redis: RedisClient, key: string): Promise<number | null> {
  const at = await asking(() => redis.get(key))
  return at === null ? null : Number(at)
}
