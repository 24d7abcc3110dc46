import type { z } from 'zod'
import type { RedisClient } from '../redis/client.ts'
import { asking, readScript } from '../redis/script.ts'
import { pause, type Runtime, systemRuntime } from '../runtime.ts'
import type { OutboxCommand } from './actor-kind.ts'

const removeScript = readScript(new URL('./outbox-remove.lua', import.meta.url), {
  keys: ['outbox', 'owed'],
  args: [],
})

/** `oldest` reads that many commands, those that are due first: the oldest is nearly always among them. */
const MOST_LOOKED_AT = 100
/** A process that dies within this time has some commands run twice, which does no harm. */
const GATHER_MS = 20

/** After a failover that lost a commit another command can have the same id, so the time is compared too. */
type Done = Pick<OutboxCommand, 'id' | 'at'>

/**
 * The outbox: commands that commits owe to the outside, until they are done. Every method rejects with `RedisAway` when
 * Redis cannot be reached.
 */
export function createOutbox<Command extends OutboxCommand>(
  redis: RedisClient,
  keys: { outbox: string; owed: string },
  schema: z.ZodType<Command>,
  runtime: Pick<Runtime, 'after'> = systemRuntime,
) {
  let finished: Done[] = []
  let removing: Promise<void> | null = null

  async function remove() {
    const together = finished
    finished = []
    removing = null
    const pairs = together.flatMap(({ id, at }) => [id, at])
    await removeScript.run(redis, { outbox: keys.outbox, owed: keys.owed }, {}, { moreArgs: pairs })
  }

  return {
    async read(id: string): Promise<Command | null> {
      const json = await asking(() => redis.hget(keys.outbox, id))
      return json === null ? null : schema.parse(JSON.parse(json))
    },
    /** Adds commands that belong to no commit. */
    async enqueue(commands: readonly Command[]): Promise<void> {
      const all = redis.multi()
      for (const command of commands) {
        all.hset(keys.outbox, command.id, JSON.stringify(command))
        all.zadd(keys.owed, command.at, command.id)
      }
      await asking(() => all.exec())
    },
    /** Removes it. Commands that are done within a moment are removed together. */
    done(command: Done): Promise<void> {
      finished.push(command)
      removing ??= pause(runtime, GATHER_MS).then(remove)
      return removing
    },
    /** @param nextAt when it is tried again, ms since the epoch: until then the sweep leaves it alone */
    async postpone(id: string, nextAt: number): Promise<void> {
      await asking(() => redis.zadd(keys.owed, 'XX', nextAt, id))
    },
    /** Ids of commands that should have been tried by then: their process died, or their job was lost. */
    overdue: (before: number, most: number): Promise<string[]> =>
      asking(() => redis.zrangebyscore(keys.owed, '-inf', before, 'LIMIT', 0, most)),
    /** When the oldest command was committed, ms since the epoch; null when there is none. */
    async oldest(): Promise<number | null> {
      const ids = await asking(() => redis.zrange(keys.owed, '0', `${MOST_LOOKED_AT - 1}`))
      if (ids.length === 0) return null
      const owed = await asking(() => redis.hmget(keys.outbox, ...ids))
      const ages = owed.flatMap((json) => (json === null ? [] : [schema.parse(JSON.parse(json)).at]))
      return ages.length === 0 ? null : Math.min(...ages)
    },
    depth: (): Promise<number> => asking(() => redis.zcard(keys.owed)),
  }
}
export type Outbox<Command extends OutboxCommand> = ReturnType<typeof createOutbox<Command>>
