import type { AgentEventBody } from '../../machines/agent/events.ts'
import type { AgentView } from '../protocol/agent-view.ts'

export interface AgentActors {
  /** Creates the agent if need be. @param trace `traceparent` of what the event came with */
  send(agentId: string, name: string, event: AgentEventBody, trace?: string): Promise<AgentView>
  fire(agentId: string, token: string, trace?: string): Promise<void>
  /** Everybody on the desk: whether signed in, and which coordinators serve an open console (`by`). */
  roster(): Promise<{ agentId: string; name: string; signedIn: boolean; by: string[] }[]>
  /** When the agent's console last opened its stream, ms since the epoch; null if it never did. */
  consoleSince(agentId: string): Promise<number | null>
}
