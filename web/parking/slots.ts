import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { WaitLimits } from '../../coordinator/protocol/session.ts'
import { type Urgency, urgencyAfter } from '../calls/urgency.ts'

export interface SlotTile {
  slot: number | null
  call: CallView | null
}

/** Every slot in its place, taken or free, and after them the callers there was none for. */
export function tilesOf(parked: readonly CallView[], slots: number): SlotTile[] {
  const taken = new Map(parked.map((call) => [call.parked?.slot ?? null, call]))
  // The lot may have been larger when a caller was parked.
  const last = Math.max(slots, ...[...taken.keys()].map((slot) => slot ?? 0))
  const tiles = Array.from({ length: last }, (_, n): SlotTile => {
    const slot = n + 1
    return { slot, call: taken.get(slot) ?? null }
  }).filter(({ slot, call }) => call !== null || (slot ?? 0) <= slots)
  const without = parked.filter((call) => call.parked?.slot === null)
  return [...tiles, ...without.map((call) => ({ slot: null, call }))]
}

/** `returning`: it rings again. */
export type SlotUrgency = Urgency | 'returning'

/** At an agent, or at the number that is called because nobody took it. */
const rings = ({ state }: CallView) => state === 'parked.returning' || state === 'parked.dialling'

const RED_BEFORE_RETURN_MS = 15_000

/** How urgent a parked call is. @param now the server's time, milliseconds since the epoch */
export function urgencyOf(call: CallView, now: number, limits: WaitLimits): SlotUrgency {
  if (!call.parked) return 'calm'
  if (rings(call)) return 'returning'
  const waited = now - Date.parse(call.parked.at)
  const left = call.parked.returnsAt ? Date.parse(call.parked.returnsAt) - now : Number.POSITIVE_INFINITY
  return left <= RED_BEFORE_RETURN_MS ? 'red' : urgencyAfter(waited, limits)
}

/** How much of the time until the return has passed, 0 to 1. */
export function progressOf(call: CallView, now: number): number {
  if (!call.parked?.returnsAt) return rings(call) ? 1 : 0
  const at = Date.parse(call.parked.at)
  const whole = Date.parse(call.parked.returnsAt) - at
  return whole <= 0 ? 1 : Math.min(1, Math.max(0, (now - at) / whole))
}
