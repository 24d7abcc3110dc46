import type { AgentEventBody } from '../../machines/agent/events.ts'
import type { WhyDeaf } from '../../machines/agent/reachability.ts'
import type { EventOrigin } from '../durable/actor-kind.ts'
import type { AgentView } from '../protocol/agent-view.ts'
import type { AgentHistoryEntry } from './agent-kind.ts'

/** Durable agent actors. Every method rejects with `RedisAway` when Redis cannot be reached: then nothing was done. */
export interface AgentActors {
  /**
   * SIGN_IN and RENAME create the agent if there is none. An event that does not fit changes nothing.
   * @returns the agent as it is then
   */
  send(agentId: string, name: string, event: AgentEventBody, origin?: EventOrigin): Promise<AgentView>
  /**
   * A console of the agent has echoed a beat. @param why what keeps it from ringing; null when it rings
   * @returns false when the agent has no such console open
   */
  heardEcho(agentId: string, consoleId: string, why: WhyDeaf | null): Promise<boolean>
  /** The agent is gone from every desk, and so is its history. The agent must have signed out. */
  remove(agentId: string): Promise<void>
  /** Fires a stored timer if its token is still the agent's and it is due. Does nothing otherwise. */
  fire(agentId: string, token: string, trace?: string): Promise<void>
  /** Oldest entry first. */
  history(agentId: string): Promise<AgentHistoryEntry[]>
  /** Every agent of this version or an older one: whether signed in, and which coordinators serve an open console of theirs. */
  roster(): Promise<
    { agentId: string; name: string; signedIn: boolean; disabled: boolean; servedBy: string[] }[]
  >
  /** When the agent's console last opened its stream, ms since the epoch; null if it never did. */
  consoleSince(agentId: string): Promise<number | null>
}
