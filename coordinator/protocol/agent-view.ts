import { z } from 'zod'
import { Presence } from '../../machines/agent/presence.ts'
import { AgentId, CallSid } from '../../machines/ids.ts'
import { Reachability } from './reachability.ts'

export const AgentView = z.object({
  agentId: AgentId,
  name: z.string(),
  /** Counts up with every change of this view. 0 in an answer that is repeated, and where an older server wrote it. */
  rev: z.number().int().nonnegative().default(0),
  presence: Presence,
  /** The call the agent talks on. */
  callSid: CallSid.nullable(),
  /** When this presence began, ISO 8601. */
  since: z.iso.datetime(),
  /** Null: no console of theirs is open. */
  rings: Reachability.nullable().default(null),
  /** The account is disabled: nobody can call or choose the agent. */
  disabled: z.literal(true).exactOptional(),
  /** The agent was removed: no desk shows it any more. */
  gone: z.literal(true).exactOptional(),
})
export type AgentView = z.infer<typeof AgentView>
