import { z } from 'zod'
import type { CarrierCommand } from '../calls/carrier-command.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking, scriptFrom } from '../redis/script.ts'
import { pause, type Runtime, systemRuntime } from '../runtime.ts'

const common = { id: z.string(), callSid: z.string(), at: z.number(), trace: z.string().optional() }

const StoredCommand: z.ZodType<CarrierCommand> = z.discriminatedUnion('type', [
  z.object({ ...common, type: z.literal('redirectCaller'), rev: z.number() }),
  z.object({ ...common, type: z.literal('completeCaller') }),
  z.object({ ...common, type: z.literal('completeLeg'), legSid: z.string() }),
  z.object({
    ...common,
    type: z.literal('dialOutside'),
    number: z.string(),
    transferAt: z.number().optional(),
  }),
  z.object({ ...common, type: z.literal('deleteRecording'), recordingSid: z.string() }),
])

const takeOffScript = scriptFrom(new URL('./take-off.lua', import.meta.url))

/** Those to be tried soonest are among the oldest. */
const MOST_LOOKED_AT = 100
/** A process that dies before has some commands run twice, which does no harm. */
const TOGETHER_MS = 20

/** Which command it was: an id alone may be another's, after a failover that lost a commit. */
type Done = Pick<CarrierCommand, 'id' | 'at'>

/** What is owed to Twilio, as commits wrote it; gone from here once it is done. */
export function createOutboxStore(
  redis: RedisClient,
  keys: Keys,
  runtime: Pick<Runtime, 'after'> = systemRuntime,
) {
  let finished: Done[] = []
  let taking: Promise<void> | null = null

  async function takeOff() {
    const together = finished
    finished = []
    taking = null
    const args = together.flatMap(({ id, at }) => [id, at])
    await takeOffScript.run(redis, [keys.outbox, keys.owed], args)
  }

  return {
    async read(id: string): Promise<CarrierCommand | null> {
      const json = await asking(() => redis.hget(keys.outbox, id))
      return json === null ? null : StoredCommand.parse(JSON.parse(json))
    },
    /** What no commit owes. */
    async owe(commands: readonly CarrierCommand[]): Promise<void> {
      const all = redis.multi()
      for (const command of commands) {
        all.hset(keys.outbox, command.id, JSON.stringify(command))
        all.zadd(keys.owed, command.at, command.id)
      }
      await asking(() => all.exec())
    },
    /** All that is done within a moment is taken off together. What another commit owes under the same id stays. */
    done(command: Done): Promise<void> {
      finished.push(command)
      taking ??= pause(runtime, TOGETHER_MS).then(takeOff)
      return taking
    },
    /** @param nextAt when it is tried again, ms since the epoch: until then the sweep leaves it alone */
    async attempted(id: string, nextAt: number): Promise<void> {
      await asking(() => redis.zadd(keys.owed, 'XX', nextAt, id))
    },
    /** Ids of what should have been tried by then: its process died, or its job was lost. */
    overdue: (before: number, most: number): Promise<string[]> =>
      asking(() => redis.zrangebyscore(keys.owed, '-inf', before, 'LIMIT', 0, most)),
    /** When the oldest that is still owed was committed, ms since the epoch; null when nothing is owed. */
    async oldest(): Promise<number | null> {
      const ids = await asking(() => redis.zrange(keys.owed, '0', `${MOST_LOOKED_AT - 1}`))
      if (ids.length === 0) return null
      const owed = await asking(() => redis.hmget(keys.outbox, ...ids))
      const ages = owed.flatMap((json) => (json === null ? [] : [StoredCommand.parse(JSON.parse(json)).at]))
      return ages.length === 0 ? null : Math.min(...ages)
    },
    depth: (): Promise<number> => asking(() => redis.zcard(keys.owed)),
  }
}
export type OutboxStore = ReturnType<typeof createOutboxStore>
