import { createStore } from '@xstate/store'
import type { DeskStore } from '../feed/desk-store.ts'

/** Which digit answers which ringing call. */
export interface RowDigits {
  readonly digits: ReadonlyMap<string, number>
  /** Until when a digit whose call has gone belongs to nobody: milliseconds since the epoch. */
  readonly resting: ReadonlyMap<number, number>
}

const MOST = 9
/** A digit is not dealt again before this: it may still be pressed for the call that has gone. */
const RESTS_FOR_MS = 3_000

/**
 * A ringing call keeps its digit until it has gone. A new one gets the digit after the highest, so that the digits run down the
 * list; after nine, the lowest that is free. With nine calls at once the tenth has none until a digit is free.
 * @param ringing the calls in the order of their rows
 * @param now milliseconds since the epoch
 */
export function dealDigits(before: RowDigits, ringing: readonly string[], now: number): RowDigits {
  const kept = new Map([...before.digits].filter(([callSid]) => ringing.includes(callSid)))
  const gone = [...before.digits].filter(([callSid]) => !ringing.includes(callSid))
  const resting = new Map([...before.resting].filter(([, until]) => until > now))
  for (const [, digit] of gone) resting.set(digit, now + RESTS_FOR_MS)
  const digits = new Map(kept)
  for (const callSid of ringing) {
    if (digits.has(callSid)) continue
    const digit = nextDigit(new Set(digits.values()), new Set(resting.keys()))
    if (digit !== null) digits.set(callSid, digit)
  }
  return { digits, resting }
}

function nextDigit(dealt: ReadonlySet<number>, resting: ReadonlySet<number>): number | null {
  const after = Math.max(0, ...dealt, ...resting) + 1
  if (after <= MOST) return after
  for (let digit = 1; digit <= MOST; digit++) if (!dealt.has(digit) && !resting.has(digit)) return digit
  return null
}

/** The digits of the calls that ring at this desk. */
export function followRowDigits(desk: DeskStore, now: () => number = Date.now) {
  const none: RowDigits = { digits: new Map(), resting: new Map() }
  const store = createStore({
    context: none,
    on: {
      dealt: (state, { ringing }: { ringing: readonly string[] }) => {
        const next = dealDigits(state, ringing, now())
        return sameEntries(state.digits, next.digits) ? { ...state, resting: next.resting } : next
      },
    },
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  let known: unknown
  const deal = () => {
    const { ringing } = desk.getSnapshot().context.sections
    known = ringing
    store.trigger.dealt({ ringing: ringing.map(({ call }) => call.callSid) })
    const { digits, resting } = store.getSnapshot().context
    clearTimeout(timer)
    const waits = digits.size < ringing.length && resting.size > 0
    timer = waits ? setTimeout(deal, Math.max(1, Math.min(...resting.values()) - now())) : undefined
  }
  const { unsubscribe } = desk.subscribe(({ context: { sections } }) => {
    if (sections.ringing !== known) deal()
  })
  deal()
  return {
    store,
    digitOf: (callSid: string): number | null => store.getSnapshot().context.digits.get(callSid) ?? null,
    /** The call that a digit answers, or null. */
    callOf: (digit: number): string | null => {
      for (const [callSid, dealt] of store.getSnapshot().context.digits) if (dealt === digit) return callSid
      return null
    },
    stop: () => {
      unsubscribe()
      clearTimeout(timer)
    },
  }
}

const sameEntries = (one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>) =>
  one.size === other.size && [...one].every(([callSid, digit]) => other.get(callSid) === digit)
