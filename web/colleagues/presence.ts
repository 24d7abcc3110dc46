import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import { formatTime } from '../calls/format.ts'
import { whyDeafWords } from '../ready/why-deaf-words.ts'

export interface ShownPresence {
  /** `deaf`: available, but no console of theirs rings. */
  kind: 'available' | 'talking' | 'deaf' | 'away' | 'offline'
  /** In words, because colour is not for everybody. */
  label: string
}

export function shownPresenceOf(agent: AgentView): ShownPresence {
  if (agent.presence === 'offline') return { kind: 'offline', label: 'offline' }
  if (agent.callSid) return { kind: 'talking', label: 'talking' }
  const why = agent.presence === 'available' ? (agent.rings?.why ?? null) : null
  // A console that has just opened proves itself within a moment.
  if (why !== null && why !== 'unproven')
    return { kind: 'deaf', label: `does not ring: ${whyDeafWords[why]}` }
  if (agent.presence === 'available') return { kind: 'available', label: 'available' }
  return { kind: 'away', label: `away since ${formatTime(agent.since)}` }
}
