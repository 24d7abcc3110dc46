import { z } from 'zod'
import { TimelineEntry } from '../../coordinator/protocol/timeline.ts'
import { requestApi } from '../api/request.ts'

export const fetchTimeline = (callSid: string) =>
  requestApi(`/api/calls/${encodeURIComponent(callSid)}/history`, z.array(TimelineEntry))

export type StretchKind = 'waiting' | 'talking' | 'hold' | 'parked' | 'moving' | 'voicemail'

/** A stretch of a call in which one agent, or nobody, had the caller. */
export interface TimelineStretch {
  phase: StretchKind
  agentId: string | null
  ms: number
}

/** Who had the caller, and what the caller lived through meanwhile. @param now for a call that goes on */
export function stretchesOf(lines: readonly TimelineEntry[], now: number): TimelineStretch[] {
  const stretches: TimelineStretch[] = []
  for (const [index, line] of lines.entries()) {
    const phase = phaseOf(line.state)
    if (phase === null) break
    const until = lines[index + 1]
    const ms = Math.max(0, (until ? Date.parse(until.at) : now) - Date.parse(line.at))
    const last = stretches.at(-1)
    if (last && last.phase === phase && last.agentId === line.to) last.ms += ms
    else stretches.push({ phase, agentId: line.to, ms })
  }
  return stretches
}

/** How long the caller talked to somebody, and how long not. */
export function totalsOf(stretches: readonly TimelineStretch[]): { talkedMs: number; waitedMs: number } {
  const sum = (talking: boolean) =>
    stretches
      .filter(({ phase }) => (phase === 'talking') === talking)
      .reduce((total, { ms }) => total + ms, 0)
  return { talkedMs: sum(true), waitedMs: sum(false) }
}

function phaseOf(state: string): StretchKind | null {
  if (state === 'ended') return null
  if (state === 'active.dialling') return 'waiting'
  if (state === 'active.talking' || state === 'active.outside') return 'talking'
  if (state === 'active.held') return 'hold'
  if (state.startsWith('parked')) return 'parked'
  if (state.startsWith('transferring')) return 'moving'
  return state.startsWith('voicemail') ? 'voicemail' : 'waiting'
}
