import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { firstName } from '../../coordinator/protocol/first-name.ts'
import type { WaitLimits } from '../../coordinator/protocol/session.ts'
import { type TileState, tileStateOf } from '../../coordinator/protocol/tile-state.ts'
import { type Urgency, urgencyAfter } from '../calls/urgency.ts'
import { byName } from '../colleagues/places.ts'
import { urgencyOf } from '../parking/slots.ts'

/** A beat comes every 10 s. One that is 2 s late is missing: the board may be wrong from then on. */
export const SILENT_AFTER_MS = 12_000

/** Callers nobody has answered yet, who has waited longest first. */
export const waitingCallers = (calls: readonly CallView[]): CallView[] =>
  calls
    .filter(({ status, direction }) => status === 'ringing' && direction === 'inbound')
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))

/** Callers in the lot: who rings again first, then who returns soonest, then the others. */
export const parkedCallers = (calls: readonly CallView[]): CallView[] =>
  calls
    .filter(({ parked }) => parked !== null)
    .sort((a, b) => returnOf(a) - returnOf(b) || ((a.parked?.at ?? '') < (b.parked?.at ?? '') ? -1 : 1))

const returnOf = ({ state, parked }: CallView) =>
  state === 'parked.returning' ? 0 : parked?.returnsAt ? Date.parse(parked.returnsAt) : Infinity

/** Since when the one waits who has waited longest in the lot. */
export const longestInLot = (calls: readonly CallView[]): string | null =>
  calls.reduce<string | null>((longest, { parked }) => {
    const at = parked?.at ?? null
    return at !== null && (longest === null || at < longest) ? at : longest
  }, null)

/** How urgent those who wait are together. @param now the server's time, milliseconds since the epoch */
export function ringingUrgency(calls: readonly CallView[], now: number, limits: WaitLimits): Urgency {
  const [first] = waitingCallers(calls)
  return first ? urgencyAfter(now - Date.parse(first.createdAt), limits) : 'calm'
}

export function lotUrgency(calls: readonly CallView[], now: number, limits: WaitLimits): Urgency {
  const inLot = calls.filter(({ parked }) => parked !== null).map((call) => urgencyOf(call, now, limits))
  if (inLot.some((it) => it === 'red' || it === 'returning')) return 'red'
  return inLot.length > 0 ? 'amber' : 'calm'
}

export interface BoardPerson {
  readonly agentId: string
  readonly name: string
  readonly state: TileState
  /** Since when a call is talked on. */
  readonly talksSince: string | null
}

/** Everybody who is here, by name: nobody's place changes with the state. */
export function peopleOf(agents: readonly AgentView[], calls: readonly CallView[]): BoardPerson[] {
  const here = agents.filter(({ presence }) => presence !== 'offline')
  const names = shortNames(here.map(({ name }) => name))
  const live = new Map(calls.map((call) => [call.callSid, call]))
  return here
    .map((agent, n): BoardPerson => {
      const call = agent.callSid === null ? undefined : live.get(agent.callSid)
      return {
        agentId: agent.agentId,
        name: names[n] ?? agent.name,
        state: tileStateOf(agent, calls),
        talksSince: call ? (call.answeredAt ?? call.updatedAt) : null,
      }
    })
    .sort(byName)
}

/** First names, and the whole name of those who share one. */
export function shortNames(names: readonly string[]): string[] {
  const first = names.map(firstName)
  return names.map((name, n) => {
    const own = first[n] ?? name
    return first.filter((it) => it === own).length === 1 ? own : name
  })
}
