import type { AgentView } from '../protocol/agent-view.ts'
import type { CallView } from '../protocol/call-view.ts'

/** The desk as this process sees it, a few milliseconds behind Redis at most. Never asks Redis. */
export interface DeskReader {
  calls(): CallView[]
  /** Those on offer. */
  offered(): CallView[]
  /** Those that this agent has on hold. */
  heldBy(agentId: string): CallView[]
  call(callSid: string): CallView | undefined
  agents(): AgentView[]
  agent(agentId: string): AgentView | undefined
}
