import { z } from 'zod'
import { TimelineEntry } from '../../coordinator/protocol/timeline.ts'
import { requestApi } from '../api/request.ts'

export const fetchTimeline = (callSid: string) =>
  requestApi(`/api/calls/${encodeURIComponent(callSid)}/history`, z.array(TimelineEntry))

export type TimelinePhase = 'waiting' | 'talking' | 'hold' | 'parked' | 'moving' | 'voicemail'

/** A part of a call in which one agent, or nobody, had the caller. */
export interface TimelineStretch {
  phase: TimelinePhase
  agentId: string | null
  ms: number
}

/** Who had the caller, and what the caller heard. @param now end of the last part, for a call that goes on */
export function stretchesOf(entries: readonly TimelineEntry[], now: number): TimelineStretch[] {
  const stretches: TimelineStretch[] = []
  for (const [index, entry] of entries.entries()) {
    const phase = phaseOf(entry.state)
    if (phase === null) break
    const next = entries[index + 1]
    const ms = Math.max(0, (next ? Date.parse(next.at) : now) - Date.parse(entry.at))
    const last = stretches.at(-1)
    if (last && last.phase === phase && last.agentId === entry.to) last.ms += ms
    else stretches.push({ phase, agentId: entry.to, ms })
  }
  return stretches
}

/** How long the caller talked, was on hold, was in the lot, and waited in all. The last one includes hold and lot. */
export function totalsOf(stretches: readonly TimelineStretch[]) {
  const sum = (isCounted: (phase: TimelinePhase) => boolean) =>
    stretches.filter(({ phase }) => isCounted(phase)).reduce((total, { ms }) => total + ms, 0)
  return {
    talkedMs: sum((phase) => phase === 'talking'),
    heldMs: sum((phase) => phase === 'hold'),
    parkedMs: sum((phase) => phase === 'parked'),
    waitedMs: sum((phase) => phase !== 'talking'),
  }
}

/** The caller talks with somebody. */
const TALKING = ['active.talking', 'active.outside', 'active.threeWay', 'transferring.swapped']

function phaseOf(state: string): TimelinePhase | null {
  if (state === 'ended') return null
  if (state === 'active.dialling') return 'waiting'
  if (TALKING.includes(state)) return 'talking'
  if (state === 'active.held') return 'hold'
  if (state.startsWith('parked')) return 'parked'
  if (state.startsWith('transferring')) return 'moving'
  return state.startsWith('voicemail') ? 'voicemail' : 'waiting'
}
