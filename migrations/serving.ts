import type { RedisClient } from '../coordinator/redis/client.ts'
import type { Keys } from '../coordinator/redis/keys.ts'
import { asking } from '../coordinator/redis/script.ts'
import type { Clock, Runtime } from '../coordinator/runtime.ts'
import { migrations } from './index.ts'
import type { Migration } from './migration.ts'
import { DataIsNewer, migrationStates } from './runner.ts'

/** Longer than a load balancer takes to ask again whether a coordinator is ready. */
const ANNOUNCE_EVERY_MS = 5_000
/** A coordinator that has not announced itself for so long takes no requests any more. */
const SILENT_MS = 15_000

export type Serving = ReturnType<typeof createServing>

export interface ServingDeps {
  redis: RedisClient
  keys: Keys
  clock: Clock
  steps?: readonly Migration[]
}

/**
 * Which versions of the data have coordinators that take requests. In a rolling upgrade an old coordinator leaves the load
 * balancer only when the balancer knows a newer one. Until then callers have only the old one: while the steps run, after a
 * step has failed, and while the newer one is not ready or cannot be reached.
 */
export function createServing({ redis, keys, clock, steps = migrations }: ServingDeps) {
  /** Sorted set: last step of a version -> when a coordinator of that version last announced itself (ms). */
  const serving = `${keys.prefix}serving`
  const last = steps.at(-1)?.id ?? 0
  /** Whether `/readyz` has answered 200 since the last announcement. */
  let wasSeen = false

  const announce = () => asking(() => redis.zadd(serving, clock.now(), String(last)))

  async function isNewerThere(): Promise<boolean> {
    const lately = await asking(() => redis.zrangebyscore(serving, clock.now() - SILENT_MS, '+inf'))
    return lately.some((id) => Number(id) > last)
  }

  return {
    announce,

    /** `/readyz` has answered that this coordinator is ready, so the load balancer knows it. */
    seen() {
      wasSeen = true
    },

    /** Announces again and again that this coordinator takes requests, as long as somebody sees it. @returns ends it */
    start({ every }: Pick<Runtime, 'every'>, onFailed: (error: unknown) => void): () => void {
      return every(ANNOUNCE_EVERY_MS, () => {
        if (!wasSeen) return
        wasSeen = false
        void announce().catch(onFailed)
      })
    },

    /** Why this coordinator is to get no requests: steps of its own are missing, or a newer one takes them. Null: it is to get them. */
    async whyNot(): Promise<string | null> {
      try {
        const states = await migrationStates({ redis, keys, steps })
        const open = states.filter(({ state }) => state !== 'applied').map(({ id, name }) => `${id} ${name}`)
        return open.length === 0 ? null : `not applied: ${open.join(', ')}`
      } catch (error) {
        if (error instanceof DataIsNewer) return (await isNewerThere()) ? error.message : null
        throw error
      }
    },
  }
}
