import { z } from 'zod'
import { AgentId, CallSid, Extension, OutsideNumber } from '../../machines/ids.ts'
import { ProblemCode, ProblemReason } from '../protocol/problem.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking, changeScript } from '../redis/script.ts'
import type { Runtime } from '../runtime.ts'

const openScript = changeScript(new URL('./open.lua', import.meta.url), {
  keys: ['intent', 'intents', 'talking', 'dialling'],
  args: ['agentId', 'id', 'now', 'untilAt', 'open', 'busy', 'keptMs', 'busyKeptMs'],
})
const settleScript = changeScript(new URL('./settle.lua', import.meta.url), {
  keys: ['intent', 'dialling'],
  args: ['agentId', 'id', 'settled', 'keptMs', 'instead'],
})

/** As long as a client may repeat its key, or Twilio may report the leg. */
export const KEPT_MS = 24 * 60 * 60 * 1000
/**
 * Longer than a client repeats a request whose answer it did not get. These intents cost the agent no point of the limit on
 * calls, so nothing else bounds how many there are.
 */
const BUSY_KEPT_MS = 60_000
/** Longer than any attempt to dial takes. The agent can begin no other one until then. */
const UNDER_WAY_MS = 40_000
const READ_AT_ONCE = 200

const DialResult = z.union([
  z.object({ ok: z.literal(true), callSid: CallSid }),
  z.object({
    ok: z.literal(false),
    code: ProblemCode,
    detail: z.string(),
    reason: ProblemReason.optional(),
  }),
])
export type DialResult = z.infer<typeof DialResult>

/** An agent wants to call a number. It is stored before Twilio is asked, since a ring cannot be undone. */
export const DialIntent = z.object({
  id: z.string(),
  by: AgentId,
  to: OutsideNumber,
  extension: Extension.nullable().optional(),
  /** Whose number it is, where the agent knows. */
  name: z.string().nullable().optional(),
  /** Milliseconds since the epoch. */
  at: z.number(),
  /** The request that stored it. If ioredis sends the script again after a lost answer, the script finds its own intent. */
  request: z.string().optional(),
  result: DialResult.nullable(),
})
export type DialIntent = z.infer<typeof DialIntent>

const Opened = z.union([
  z.tuple([z.literal('known'), z.string()]),
  z.tuple([z.literal('busy')]),
  z.tuple([z.literal('open')]),
])

export const AGENT_IS_BUSY: DialResult = { ok: false, code: 'agent_busy', detail: 'You are on another call' }

export function createDialIntents(redis: RedisClient, keys: Keys, runtime?: Runtime) {
  const read = async (id: string): Promise<DialIntent | null> => {
    const json = await asking(() => redis.get(keys.dial(id)))
    return json === null ? null : DialIntent.parse(JSON.parse(json))
  }
  return {
    read,
    /** @returns null when this call stored it; otherwise the intent that was there, or one refused as `agent_busy` */
    async open(intent: DialIntent): Promise<DialIntent | null> {
      const { by, id, at } = intent
      const busy = { ...intent, result: AGENT_IS_BUSY }
      const { talking, dialling, dialIntents: intents } = keys
      const names = { intent: keys.dial(id), intents, talking, dialling }
      const args = {
        agentId: by,
        id,
        now: at,
        untilAt: at + UNDER_WAY_MS,
        open: JSON.stringify(intent),
        busy: JSON.stringify(busy),
        keptMs: KEPT_MS,
        busyKeptMs: BUSY_KEPT_MS,
      }
      const opened = Opened.parse(await openScript.run(redis, names, args, { runtime }))
      if (opened[0] === 'known') return DialIntent.parse(JSON.parse(opened[1]))
      return opened[0] === 'busy' ? busy : null
    },
    /** Those of the last day to one of the numbers. */
    async to(numbers: readonly string[]): Promise<DialIntent[]> {
      const found: DialIntent[] = []
      for (let offset = 0; ; offset += READ_AT_ONCE) {
        const ids = await asking(() =>
          redis.zrange(keys.dialIntents, offset, String(offset + READ_AT_ONCE - 1)),
        )
        const read = await Promise.all(ids.map((id) => this.read(id)))
        found.push(...read.filter((intent) => intent !== null).filter(({ to }) => numbers.includes(to)))
        if (ids.length < READ_AT_ONCE) return found
      }
    },
    /** Whether Twilio may still be asked to call the number. */
    isUnderWay: ({ result, at }: DialIntent, now: number): boolean =>
      result === null && now - at < UNDER_WAY_MS,
    async forget(ids: readonly string[]): Promise<void> {
      for (const id of ids)
        await asking(() => redis.multi().del(keys.dial(id)).zrem(keys.dialIntents, id).exec())
    },
    /** The first result stays, unless `instead`. @returns the result that stands; null when Redis has no such intent */
    async settle(intent: DialIntent, result: DialResult, instead = false): Promise<DialResult | null> {
      const names = { intent: keys.dial(intent.id), dialling: keys.dialling }
      const args = {
        agentId: intent.by,
        id: intent.id,
        settled: JSON.stringify({ ...intent, result }),
        keptMs: KEPT_MS,
        instead: instead ? 1 : 0,
      }
      const json = z.string().parse(await settleScript.run(redis, names, args, { runtime }))
      return json === '' ? null : (DialIntent.parse(JSON.parse(json)).result ?? result)
    },
  }
}
export type DialIntents = ReturnType<typeof createDialIntents>
