import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'

/** What the sweep looks at: whatever is due, silent or left behind by a process that died. */
export function createWatch(redis: RedisClient, keys: Keys) {
  return {
    async dueTimers(now: number, most: number) {
      const members = await asking(() => redis.zrangebyscore(keys.timers, '-inf', now, 'LIMIT', 0, most))
      return members.map((member) => {
        const [kind, id = '', token = ''] = member.split('|')
        return { kind: kind === 'agent' ? ('agent' as const) : ('call' as const), id, token }
      })
    },
    timersDue: (now: number): Promise<number> => asking(() => redis.zcount(keys.timers, '-inf', now)),
    /** When the first of those that are due should have fired; null when none is. */
    async earliestTimer(now: number): Promise<number | null> {
      const [, dueAt] = await asking(() =>
        redis.zrangebyscore(keys.timers, '-inf', now, 'WITHSCORES', 'LIMIT', 0, 1),
      )
      return dueAt === undefined ? null : Number(dueAt)
    },
    /** Live calls that nothing was heard of since then. */
    silentCalls: (since: number, most: number): Promise<string[]> =>
      asking(() => redis.zrangebyscore(keys.live, '-inf', since, 'LIMIT', 0, most)),
    /** Twilio was asked, and has it: quiet again until the next time. */
    async heardOf(callSid: string, at: number): Promise<void> {
      await asking(() => redis.zadd(keys.live, 'XX', String(at), callSid))
    },
    /** Whether a call of Twilio's is one of ours, or a leg that one of ours wants. */
    async isKnown(sid: string): Promise<boolean> {
      const asked = [() => redis.exists(keys.call(sid)), () => redis.hexists(keys.legs, sid)]
      return (await Promise.all(asked.map(asking))).includes(1)
    },
    async beat(coordinatorId: string, at: number): Promise<void> {
      await asking(() => redis.zadd(keys.coordinators, String(at), coordinatorId))
    },
    /** It ends in order: nobody needs to wait until its silence is long enough. */
    async leave(coordinatorId: string): Promise<void> {
      await asking(() => redis.zrem(keys.coordinators, coordinatorId))
    },
    /** Coordinators that were alive after `since`; those that were not are forgotten. */
    async aliveCoordinators(since: number): Promise<string[]> {
      await asking(() => redis.zremrangebyscore(keys.coordinators, '-inf', String(since)))
      return asking(() => redis.zrange(keys.coordinators, '0', '-1'))
    },
    /** Ended calls older than that leave the index; the records have an expiry of their own. */
    forgetEnded: (before: number): Promise<number> =>
      asking(() => redis.zremrangebyscore(keys.ended, '-inf', String(before))),
    async swept(at: number): Promise<void> {
      await asking(() => redis.set(keys.swept, at))
    },
    async lastSweep(): Promise<number | null> {
      const at = await asking(() => redis.get(keys.swept))
      return at === null ? null : Number(at)
    },
    async workerBeat(at: number): Promise<void> {
      await asking(() => redis.set(keys.worker, at, 'PX', 60_000))
    },
    async lastWorkerBeat(): Promise<number | null> {
      const at = await asking(() => redis.get(keys.worker))
      return at === null ? null : Number(at)
    },
  }
}
export type Watch = ReturnType<typeof createWatch>
