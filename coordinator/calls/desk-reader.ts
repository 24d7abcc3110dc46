import type { AgentView } from '../protocol/agent-view.ts'
import type { CallView } from '../protocol/call-view.ts'

/** The desk in the memory of this process, at most a few milliseconds behind Redis. Never reads Redis. */
export interface DeskReader {
  calls(): CallView[]
  /** Calls on offer. */
  offered(): CallView[]
  /** Calls that this agent has on hold. */
  heldBy(agentId: string): CallView[]
  /** Calls that this agent has parked, or lost: they are in the lot, or return from it. */
  parkedBy(agentId: string): CallView[]
  call(callSid: string): CallView | undefined
  agents(): AgentView[]
  agent(agentId: string): AgentView | undefined
  /** False also for an agent who is not known. */
  hasSignedOut(agentId: string): boolean
}
