import type { AgentView } from './agent-view.ts'
import type { CallView } from './call-view.ts'

/** `deaf`: available, but no console of theirs rings. */
export type PresenceKind = 'available' | 'talking' | 'deaf' | 'away' | 'offline'

/** The states of a colleague's tile. */
export type TileState = PresenceKind | 'rings'

export function presenceKindOf({ presence, callSid, rings }: AgentView): PresenceKind {
  if (presence === 'offline') return 'offline'
  if (callSid) return 'talking'
  if (presence !== 'available') return 'away'
  const why = rings?.why ?? null
  // A console that has just opened proves itself within a moment.
  return why === null || why === 'unproven' ? 'available' : 'deaf'
}

/** The call rings at this agent by name: a transfer, a return, a colleague's call. A ring at everybody is no state of one agent. */
export const ringsByName = ({ state, offeredTo, parked }: CallView, agentId: string): boolean =>
  offeredTo.length === 1 &&
  offeredTo[0] === agentId &&
  (state === 'ringing.calling' ||
    state === 'transferring.offering' ||
    (state === 'parked.returning' && parked?.returnsAt != null))

/** @param calls the live calls */
export function tileStateOf(agent: AgentView, calls: readonly CallView[]): TileState {
  const kind = presenceKindOf(agent)
  if (kind === 'offline' || kind === 'talking') return kind
  return calls.some((call) => ringsByName(call, agent.agentId)) ? 'rings' : kind
}
