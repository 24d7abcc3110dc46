import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import {
  type PresenceKind,
  presenceKindOf,
  type TileState,
  tileStateOf,
} from '../../coordinator/protocol/tile-state.ts'
import { isMyCallToColleague } from '../calls/desk-sections.ts'
import { callerLabel } from '../calls/format.ts'
import { timeOfDay } from '../language/formats.ts'
import { t } from '../language/text.ts'
import { whyDeafWords } from '../ready/why-deaf-words.ts'

export interface ShownPresence {
  kind: PresenceKind
  /** In words, because colour is not for everybody. */
  label: string
}

export function shownPresenceOf(agent: AgentView): ShownPresence {
  const kind = presenceKindOf(agent)
  return { kind, label: labelOf(kind, agent) }
}

function labelOf(kind: PresenceKind, { rings, since }: AgentView): string {
  switch (kind) {
    case 'offline':
      return t('colleagues.offline')
    case 'talking':
      return t('colleagues.talks')
    case 'deaf':
      return t('colleagues.ringsNot', { why: rings?.why ? t(whyDeafWords[rings.why]) : '' })
    case 'available':
      return t('colleagues.free')
    case 'away':
      return t('colleagues.awaySince', { time: timeOfDay(since) })
  }
}

/** Who a colleague talks with. */
export function otherPartyOf(call: CallView, agentId: string, nameOf: (who: string) => string): string {
  if (call.supervision?.by === agentId)
    return t('supervision.with', { name: call.agentId === null ? callerLabel(call) : nameOf(call.agentId) })
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
