import { z } from 'zod'
import { Presence } from '../../machines/agent/presence.ts'
import { AgentId, CallSid } from '../../machines/ids.ts'

export const AgentView = z.object({
  agentId: AgentId,
  name: z.string(),
  presence: Presence,
  /** The call the agent talks on. */
  callSid: CallSid.nullable(),
  /** When this presence began, ISO 8601. */
  since: z.iso.datetime(),
})
export type AgentView = z.infer<typeof AgentView>
