import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'

export interface DueTimer {
  kind: 'call' | 'agent'
  id: string
  token: string
}

/** Timers of all actors that should have fired: the job that was to fire them is late or lost. Times are ms since the epoch. */
export function createDueTimers(redis: RedisClient, keys: Keys) {
  return {
    /** At most `limit` timers, the earliest first. */
    async list(now: number, limit: number): Promise<DueTimer[]> {
      const members = await asking(() => redis.zrangebyscore(keys.timers, '-inf', now, 'LIMIT', 0, limit))
      return members.map((member) => {
        const [kind, id = '', token = ''] = member.split('|')
        return { kind: kind === 'agent' ? ('agent' as const) : ('call' as const), id, token }
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
