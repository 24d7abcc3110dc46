import type { RedisClient } from '../redis/client.ts'
import { asking } from '../redis/script.ts'

export interface DueTimer {
  /** The kind of actor. */
  kind: string
  id: string
  token: string
}

/** Timers of all actors that should have fired: the job that was to fire them is late or lost. Times are ms since the epoch. */
export function createDueTimers(redis: RedisClient, keys: { timers: string }) {
  return {
    /** At most `limit` timers, the earliest first. */
    async list(now: number, limit: number): Promise<DueTimer[]> {
      const members = await asking(() => redis.zrangebyscore(keys.timers, '-inf', now, 'LIMIT', 0, limit))
      return members.map((member) => {
        const [kind = '', id = '', token = ''] = member.split('|')
        return { kind, id, token }
      })
    },
    count: (now: number): Promise<number> => asking(() => redis.zcount(keys.timers, '-inf', now)),
    /** When the earliest due timer should have fired; null when none is due. */
    async earliest(now: number): Promise<number | null> {
      const [, dueAt] = await asking(() =>
        redis.zrangebyscore(keys.timers, '-inf', now, 'WITHSCORES', 'LIMIT', 0, 1),
      )
      return dueAt === undefined ? null : Number(dueAt)
    },
  }
}
export type DueTimers = ReturnType<typeof createDueTimers>
