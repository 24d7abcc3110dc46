import type { CallView } from '../protocol/call-view.ts'
import { wallTime } from '../protocol/office/hours.ts'
import { IN_TIME_S, type Today } from '../protocol/today.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import type { Clock } from '../runtime.ts'
import type { EndedViews } from './ended-views.ts'

/** The longest day has 25 hours: clocks are set back. */
const LONGEST_DAY_MS = 25 * 3_600_000
/** A call that has ended may still get its message. It is read again for that long. */
const SETTLED_AFTER_MS = 600_000
const BATCH = 500
/** A busier day is counted up to here. */
const MOST_CALLS = 50_000
/** Many consoles ask at once when a call ends. */
const FRESH_MS = 1_000

interface Counted {
  outcome: CallView['outcome']
  /** Until an agent answered, or the call ended. */
  waitMs: number
  answered: boolean
}

/**
 * Counts the day's calls. Each process reads each ended call once, and those of the last minutes again, so that a request
 * costs the same in the morning and in the evening.
 */
export function createTodayCounter(
  redis: RedisClient,
  keys: Keys,
  viewsOf: EndedViews,
  clock: Clock,
  office: () => { timeZone: string },
) {
  let day = ''
  let timeZone = ''
  let counted = new Map<string, Counted>()
  let readUpTo = 0
  let last: { at: number; today: Promise<Today> } | null = null

  async function readEnded(from: number): Promise<void> {
    for (let offset = 0; counted.size < MOST_CALLS; offset += BATCH) {
      const callSids = await asking(() =>
        redis.zrangebyscore(keys.ended, from, '+inf', 'LIMIT', offset, BATCH),
      )
      for (const view of await viewsOf(callSids)) count(view)
      if (callSids.length < BATCH) return
    }
  }

  function count({ callSid, direction, outcome, ...call }: CallView): void {
    if (direction !== 'inbound') return
    const createdAt = Date.parse(call.createdAt)
    if (wallTime(timeZone, createdAt).day !== day) return
    const waitMs = Date.parse(call.answeredAt ?? call.endedAt ?? call.updatedAt) - createdAt
    counted.set(callSid, { outcome, waitMs, answered: call.answeredAt !== null })
  }

  async function read(now: number): Promise<Today> {
    const zone = office().timeZone
    const today = wallTime(zone, now).day
    if (today !== day || zone !== timeZone) {
      counted = new Map()
      readUpTo = now - LONGEST_DAY_MS
    }
    day = today
    timeZone = zone
    await readEnded(readUpTo)
    readUpTo = Math.max(readUpTo, now - SETTLED_AFTER_MS)
    return figuresOf(day, [...counted.values()])
  }

  return {
    /** @throws RedisAway */
    today(): Promise<Today> {
      const now = clock.now()
      if (last === null || Math.abs(now - last.at) >= FRESH_MS) {
        const before = last?.today.catch(() => undefined) ?? Promise.resolve()
        last = { at: now, today: before.then(() => read(now)) }
        last.today.catch(() => {
          last = null
        })
      }
      return last.today
    },
  }
}
export type TodayCounter = ReturnType<typeof createTodayCounter>

function figuresOf(day: string, calls: readonly Counted[]): Today {
  const waits = calls.flatMap(({ waitMs, answered }) => (answered ? [waitMs] : [])).sort((a, b) => a - b)
  const inTime = (waitMs: number) => waitMs <= IN_TIME_S * 1_000
  const counting = calls.filter(({ waitMs, answered }) => answered || !inTime(waitMs)).length
  return {
    day,
    calls: calls.length,
    answered: waits.length,
    missed: calls.length - waits.length,
    messages: calls.filter(({ outcome }) => outcome === 'voicemail').length,
    medianWaitMs: waits[Math.floor((waits.length - 1) / 2)] ?? null,
    serviceLevel: counting === 0 ? null : waits.filter(inTime).length / counting,
  }
}
