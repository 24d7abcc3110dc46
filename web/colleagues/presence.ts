import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { isMyCallToColleague } from '../calls/desk-sections.ts'
import { callerLabel } from '../calls/format.ts'
import { timeOfDay } from '../language/formats.ts'
import { t } from '../language/text.ts'
import { whyDeafWords } from '../ready/why-deaf-words.ts'

export interface ShownPresence {
  /** `deaf`: available, but no console of theirs rings. */
  kind: 'available' | 'talking' | 'deaf' | 'away' | 'offline'
  /** In words, because colour is not for everybody. */
  label: string
}

export function shownPresenceOf(agent: AgentView): ShownPresence {
  if (agent.presence === 'offline') return { kind: 'offline', label: t('colleagues.offline') }
  if (agent.callSid) return { kind: 'talking', label: t('colleagues.talks') }
  const why = agent.presence === 'available' ? (agent.rings?.why ?? null) : null
  // A console that has just opened proves itself within a moment.
  if (why !== null && why !== 'unproven')
    return { kind: 'deaf', label: t('colleagues.ringsNot', { why: t(whyDeafWords[why]) }) }
  if (agent.presence === 'available') return { kind: 'available', label: t('colleagues.free') }
  return { kind: 'away', label: t('colleagues.awaySince', { time: timeOfDay(agent.since) }) }
}

/** The call rings at this agent by name: a transfer, a return, a colleague's call. A ring at everybody is no state of one agent. */
export const ringsByName = ({ state, offeredTo, parked }: CallView, agentId: string): boolean =>
  offeredTo.length === 1 &&
  offeredTo[0] === agentId &&
  (state === 'ringing.calling' ||
    state === 'transferring.offering' ||
    (state === 'parked.returning' && parked?.returnsAt != null))

/** The states of a colleague's tile. */
export type TileState = ShownPresence['kind'] | 'rings'

/** @param calls the live calls */
export function tileStateOf(agent: AgentView, calls: readonly CallView[]): TileState {
  const { kind } = shownPresenceOf(agent)
  if (kind === 'offline' || kind === 'talking') return kind
  return calls.some((call) => ringsByName(call, agent.agentId)) ? 'rings' : kind
}

/** Who a colleague talks with. */
export function otherPartyOf(call: CallView, agentId: string, nameOf: (who: string) => string): string {
  if (isMyCallToColleague(call, agentId)) return nameOf(call.calledNumber ?? '')
  return call.state === 'transferring.consulting'
    ? t('colleagues.about', { caller: callerLabel(call) })
    : callerLabel(call)
}

/** How many colleagues are in each state. */
export function countsOf(
  agents: readonly AgentView[],
  calls: readonly CallView[],
): Readonly<Record<TileState, number>> {
  const counts = { available: 0, talking: 0, rings: 0, away: 0, deaf: 0, offline: 0 }
  for (const agent of agents) counts[tileStateOf(agent, calls)] += 1
  return counts
}
