import { z } from 'zod'
import { Refusal } from '../http/problem.ts'
import { createRateLimit } from '../http/rate-limit.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking, changeScript } from '../redis/script.ts'
import { type Clock, type Runtime, systemRuntime } from '../runtime.ts'

/** More calls than anybody dialling by hand, and few enough that a stolen session is noticed before it costs much. */
const CALLS = 20
const WINDOW_S = 10 * 60
/** Longer than an attempt to dial takes. A process that dies in that time holds its leg for that long. */
const RESERVED_MS = 60_000
const MINUTE_MS = 60_000

/** Outside legs at the same time, and their minutes in a day (UTC). */
export interface SpendingCaps {
  legsOfAgent: number
  legs: number
  minutesOfAgent: number
  minutes: number
}

export const Cap = z.enum(['legs_of_agent', 'legs', 'minutes_of_agent', 'minutes'])
export type Cap = z.infer<typeof Cap>
const Reserved = z.union([Cap, z.literal('')])

const CAP_WORDS: Record<Cap, string> = {
  legs_of_agent: 'You have as many calls to numbers outside as are allowed at the same time',
  legs: 'The office has as many calls to numbers outside as are allowed at the same time',
  minutes_of_agent: 'You have used the minutes of today for calls to numbers outside',
  minutes: 'The office has used the minutes of today for calls to numbers outside',
}

/** One leg that an agent may have dialled. */
export interface SpendingPermit {
  /** The leg counts as a leg of its call by now, or was not dialled. Then the agent may call once more. Never rejects. */
  done(dialled: boolean): Promise<void>
}

export interface SpendingLimit {
  /**
   * Lets an agent have one outside leg dialled.
   * @throws {Refusal} `rate_limited` after too many calls, `spending_limit` while a cap is reached
   */
  take(agentId: string): Promise<SpendingPermit>
}

export interface SpendingDeps {
  redis: RedisClient
  keys: Keys
  caps(): SpendingCaps
  clock: Clock
  runtime?: Runtime
  onRefused(cap: Cap): void
}

const reserve = changeScript(new URL('./reserve.lua', import.meta.url), {
  keys: ['outsideLegs', 'outsideSpent', 'live'],
  args: ['agentId', 'id', 'now', 'untilAt', 'legsOfAgent', 'legs', 'msOfAgent', 'ms'],
})

/**
 * Bounds what agents can spend on numbers outside. A reservation counts until the commit of the call counts the leg. So many
 * requests at once get no more than requests one after the other. All coordinators share the figures.
 */
export function createSpendingLimit(deps: SpendingDeps) {
  const { redis, keys, clock, runtime = systemRuntime, onRefused } = deps
  const calls = createRateLimit(redis, {
    keyPrefix: `${keys.prefix}outbound`,
    points: CALLS,
    duration: WINDOW_S,
    refusal: 'Too many outbound calls; try again',
    runtime,
  })
  const names = { outsideLegs: keys.outsideLegs, outsideSpent: keys.outsideSpent, live: keys.live }

  async function reserved(agentId: string, id: string): Promise<void> {
    const now = clock.now()
    const caps = deps.caps()
    const args = {
      agentId,
      id,
      now,
      untilAt: now + RESERVED_MS,
      legsOfAgent: caps.legsOfAgent,
      legs: caps.legs,
      msOfAgent: caps.minutesOfAgent * MINUTE_MS,
      ms: caps.minutes * MINUTE_MS,
    }
    const cap = Reserved.parse(await reserve.run(redis, names, args, { runtime }))
    if (cap === '') return
    onRefused(cap)
    throw new Refusal('spending_limit', CAP_WORDS[cap], { reason: cap })
  }

  return {
    async take(agentId: string): Promise<SpendingPermit> {
      const id = runtime.uuid()
      await calls.take(agentId)
      try {
        await reserved(agentId, id)
      } catch (error) {
        await calls.giveBack(agentId)
        throw error
      }
      return {
        async done(dialled) {
          const freed = asking(() => redis.hdel(keys.outsideLegs, `|${id}`))
          const given = dialled ? Promise.resolve() : calls.giveBack(agentId)
          // Both end by themselves. The caller has an answer already.
          await Promise.allSettled([freed, given])
        },
      }
    },

    /** Outside legs that run, and the minutes of the legs that have ended today. @throws RedisAway */
    async figures(): Promise<{ legs: number; minutes: number }> {
      const [legs, [day, ms]] = await Promise.all([
        asking(() => redis.hkeys(keys.outsideLegs)),
        asking(() => redis.hmget(keys.outsideSpent, '=day', '=site')),
      ])
      const isToday = Number(day) === Math.floor(clock.now() / 86_400_000)
      return {
        legs: legs.filter((id) => !id.startsWith('|') && !id.endsWith('|promised')).length,
        minutes: isToday ? Number(ms) / MINUTE_MS : 0,
      }
    },

    /** The calls that have an outside leg, by the agent who causes it. @throws RedisAway */
    async callsByAgent(): Promise<Map<string, string[]>> {
      const calls = new Map<string, string[]>()
      for (const [id, value] of Object.entries(await asking(() => redis.hgetall(keys.outsideLegs)))) {
        const [callSid = ''] = id.split('|')
        const [, agentId = ''] = value.split(' ')
        if (callSid !== '' && agentId !== '') calls.set(agentId, [...(calls.get(agentId) ?? []), callSid])
      }
      return calls
    },
  }
}
