import { z } from 'zod'
import type { TwilioCommand } from '../ports.ts'
import type { Keys } from '../redis/keys.ts'
import { asking, type RedisClient } from '../redis/script.ts'
import { OURS, type Surroundings } from '../surroundings.ts'

const common = { id: z.string(), callSid: z.string(), at: z.number() }

const StoredCommand: z.ZodType<TwilioCommand> = z.discriminatedUnion('type', [
  z.object({ ...common, type: z.literal('redirectCaller'), rev: z.number() }),
  z.object({ ...common, type: z.literal('completeCaller') }),
  z.object({ ...common, type: z.literal('completeLeg'), legSid: z.string() }),
  z.object({ ...common, type: z.literal('dialOutside'), number: z.string() }),
])

/** What is owed to Twilio, as commits wrote it; gone from here once it is done. */
export function createOutboxStore(
  redis: RedisClient,
  keys: Keys,
  { nextTurn }: Pick<Surroundings, 'nextTurn'> = OURS,
) {
  let finished: string[] = []
  let taking: Promise<void> | null = null

  async function takeOff() {
    const ids = finished
    finished = []
    taking = null
    await asking(() =>
      redis
        .multi()
        .hdel(keys.outbox, ...ids)
        .zrem(keys.owed, ...ids)
        .exec(),
    )
  }

  return {
    async read(id: string): Promise<TwilioCommand | null> {
      const json = await asking(() => redis.hget(keys.outbox, id))
      return json === null ? null : StoredCommand.parse(JSON.parse(json))
    },
    /** All that is done in one turn of the event loop is taken off together. */
    done(id: string): Promise<void> {
      finished.push(id)
      taking ??= new Promise<void>(nextTurn).then(takeOff)
      return taking
    },
    /** @param nextAt when it is tried again, ms since the epoch: until then the sweep leaves it alone */
    async attempted(id: string, nextAt: number): Promise<void> {
      await asking(() => redis.zadd(keys.owed, 'XX', nextAt, id))
    },
    /** Ids of what should have been tried by then: its process died, or its job was lost. */
    overdue: (before: number, most: number): Promise<string[]> =>
      asking(() => redis.zrangebyscore(keys.owed, '-inf', before, 'LIMIT', 0, most)),
    depth: (): Promise<number> => asking(() => redis.zcard(keys.owed)),
  }
}
export type OutboxStore = ReturnType<typeof createOutboxStore>
