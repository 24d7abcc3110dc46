import { z } from 'zod'
import type { RedisClient } from '../redis/client.ts'
import { asking, readScript } from '../redis/script.ts'
import type { Clock } from '../runtime.ts'
import { pause, type Runtime, systemRuntime } from '../runtime.ts'
import type { OutboxCommand } from './actor-kind.ts'

const removeScript = readScript(new URL('./outbox-remove.lua', import.meta.url), {
  keys: ['outbox', 'owed'],
  args: [],
})
const claimScript = readScript(new URL('./outbox-claim.lua', import.meta.url), {
  keys: ['outbox', 'owed'],
  args: ['id', 'now', 'lostBefore', 'dueAt'],
})
const keepScript = readScript(new URL('./outbox-keep.lua', import.meta.url), {
  keys: ['owed'],
  args: ['now', 'lostBefore', 'most'],
})

/**
 * A process says more often than that which commands it tries (`keep`). One of which no process has said so for that long
 * is lost: its process has died.
 */
export const LOST_AFTER_MS = 2_500

/** `oldest` reads that many commands, those that are due first: the oldest is nearly always among them. */
const MOST_LOOKED_AT = 100
const MOST_LOST = 500
/** A process that dies within this time has some commands run twice, which does no harm. */
const GATHER_MS = 20

/** After a failover that lost a commit another command can have the same id, so the time is compared too. */
type Done = Pick<OutboxCommand, 'id' | 'at'>

/**
 * The outbox: commands that commits owe to the outside, until they are done. The process that commits a command tries it,
 * and no other process does until that one is dead. Every method rejects with `RedisAway` when Redis cannot be reached.
 */
export function createOutbox<Command extends OutboxCommand>(
  redis: RedisClient,
  keys: { outbox: string; owed: string },
  schema: z.ZodType<Command>,
  clock: Clock,
  runtime: Pick<Runtime, 'after'> = systemRuntime,
) {
  const { outbox, owed } = keys
  let finished: Done[] = []
  let removing: Promise<void> | null = null

  async function remove() {
    const together = finished
    finished = []
    removing = null
    const pairs = together.flatMap(({ id, at }) => [id, at])
    await removeScript.run(redis, { outbox, owed }, {}, { moreArgs: pairs })
  }

  const times = () => {
    const now = clock.now()
    return { now, lostBefore: now - LOST_AFTER_MS }
  }

  return {
    /**
     * Takes a command up in order to try it. @param dueAt the time until which it was postponed, for a retry
     * @returns null when it is done, or when a process that lives tries it
     */
    async claim(id: string, dueAt: number | null): Promise<Command | null> {
      const args = { id, ...times(), dueAt: dueAt ?? '' }
      const json = z
        .string()
        .nullable()
        .parse(await claimScript.run(redis, { outbox, owed }, args))
      return json === null ? null : schema.parse(JSON.parse(json))
    },
    /** This process tries these commands still. @returns ids of lost commands, at most 500 */
    keep: async (ids: readonly string[]): Promise<string[]> =>
      z
        .array(z.string())
        .parse(await keepScript.run(redis, { owed }, { ...times(), most: MOST_LOST }, { moreArgs: ids })),
    /** Adds commands that belong to no commit. */
    async enqueue(commands: readonly Command[]): Promise<void> {
      const all = redis.multi()
      for (const command of commands) {
        all.hset(outbox, command.id, JSON.stringify(command))
        all.zadd(owed, command.at, command.id)
      }
      await asking(() => all.exec())
    },
    /** Removes it. Commands that are done within a moment are removed together. */
    done(command: Done): Promise<void> {
      finished.push(command)
      removing ??= pause(runtime, GATHER_MS).then(remove)
      return removing
    },
    /** @param dueAt when it is tried again, ms since the epoch: until then no process tries it */
    async postpone(id: string, dueAt: number): Promise<void> {
      await asking(() => redis.zadd(owed, 'XX', dueAt, id))
    },
    /** When the oldest command was committed, ms since the epoch; null when there is none. */
    async oldest(): Promise<number | null> {
      const ids = await asking(() => redis.zrange(owed, '0', `${MOST_LOOKED_AT - 1}`))
      if (ids.length === 0) return null
      const found = await asking(() => redis.hmget(outbox, ...ids))
      const ages = found.flatMap((json) => (json === null ? [] : [schema.parse(JSON.parse(json)).at]))
      return ages.length === 0 ? null : Math.min(...ages)
    },
    /** All of them. */
    async list(): Promise<Command[]> {
      const found = new Map<string, Command>()
      let cursor = '0'
      do {
        const [next, pairs] = await asking(() => redis.hscan(outbox, cursor, 'COUNT', MOST_LOOKED_AT))
        for (const [n, json] of pairs.entries()) {
          if (n % 2 === 0) continue
          const command = schema.parse(JSON.parse(json))
          found.set(command.id, command)
        }
        cursor = next
      } while (cursor !== '0')
      return [...found.values()]
    },
    depth: (): Promise<number> => asking(() => redis.zcard(owed)),
  }
}
export type Outbox<Command extends OutboxCommand> = ReturnType<typeof createOutbox<Command>>
