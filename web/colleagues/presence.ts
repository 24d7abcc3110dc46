import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import { formatTime } from '../calls/format.ts'

export interface ShownPresence {
  kind: 'available' | 'talking' | 'away' | 'offline'
  /** In words, because colour is not for everybody. */
  label: string
}

export function shownPresenceOf(agent: AgentView): ShownPresence {
  if (agent.presence === 'offline') return { kind: 'offline', label: 'offline' }
  if (agent.callSid) return { kind: 'talking', label: 'talking' }
  if (agent.presence === 'available') return { kind: 'available', label: 'available' }
  return { kind: 'away', label: `away since ${formatTime(agent.since)}` }
}
