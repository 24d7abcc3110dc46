import type { CallView } from '../../coordinator/protocol/call-view.ts'

export interface SlotTile {
  slot: number | null
  call: CallView | null
}

const AT_LEAST = 8
const FREE_AT_LEAST = 3

/**
 * Everybody in the lot, and the first free slots in between: at least eight tiles, by number, in a lot that
 * has as many.
 */
export function tilesOf(parked: readonly CallView[], slots: number): SlotTile[] {
  const taken = new Map(parked.map((call) => [call.parked?.slot ?? null, call]))
  const numbered = parked.filter((call) => typeof call.parked?.slot === 'number')
  const tiles: SlotTile[] = numbered.map((call) => ({ slot: call.parked?.slot ?? null, call }))
  let free = Math.max(FREE_AT_LEAST, AT_LEAST - numbered.length)
  for (let slot = 1; free > 0 && slot <= slots; slot += 1) {
    if (taken.has(slot)) continue
    tiles.push({ slot, call: null })
    free -= 1
  }
  tiles.sort((a, b) => (a.slot ?? 0) - (b.slot ?? 0))
  const without = parked.filter((call) => call.parked?.slot === null)
  return [...without.map((call) => ({ slot: null, call })), ...tiles]
}

export type Urgency = 'calm' | 'amber' | 'red'

const AMBER_AFTER_MS = 60_000
const RED_AFTER_MS = 120_000
const RED_BEFORE_RETURN_MS = 15_000

/** How long a parked call waits, as a colour. @param now the server's time, milliseconds since the epoch */
export function urgencyOf(call: CallView, now: number): Urgency {
  if (!call.parked) return 'calm'
  const waited = now - Date.parse(call.parked.at)
  const left = call.parked.returnsAt ? Date.parse(call.parked.returnsAt) - now : Number.POSITIVE_INFINITY
  if (waited >= RED_AFTER_MS || left <= RED_BEFORE_RETURN_MS || call.state === 'parked.returning')
    return 'red'
  return waited >= AMBER_AFTER_MS ? 'amber' : 'calm'
}

/** How much of the time until the return has passed, 0 to 1. */
export function progressOf(call: CallView, now: number): number {
  if (!call.parked?.returnsAt) return call.state === 'parked.returning' ? 1 : 0
  const at = Date.parse(call.parked.at)
  const whole = Date.parse(call.parked.returnsAt) - at
  return whole <= 0 ? 1 : Math.min(1, Math.max(0, (now - at) / whole))
}
