import { z } from 'zod'
import { AgentId, CallSid } from '../ids.ts'

export const Presence = z.enum(['available', 'away', 'offline'])
export type Presence = z.infer<typeof Presence>

/** What an agent may choose; `offline` is not a choice. */
export const PresenceChoice = z.enum(['available', 'away'])

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
