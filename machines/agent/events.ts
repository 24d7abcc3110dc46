import { z } from 'zod'
import { PresenceChoice } from './presence.ts'

export const AgentEventBody = z.discriminatedUnion('type', [
  z.object({ type: z.literal('SIGN_IN') }),
  z.object({ type: z.literal('SIGN_OUT') }),
  z.object({ type: z.literal('CHOOSE'), presence: PresenceChoice }),
  z.object({ type: z.literal('RENAME'), name: z.string() }),
  z.object({ type: z.literal('STREAM_OPENED'), streamId: z.string(), coordinatorId: z.string() }),
  z.object({ type: z.literal('STREAM_CLOSED'), streamId: z.string() }),
  /** A coordinator died, so the streams that it served are gone. */
  z.object({ type: z.literal('COORDINATOR_LOST'), coordinatorId: z.string() }),
])
export type AgentEventBody = z.infer<typeof AgentEventBody>
export type AgentEvent = (AgentEventBody | { type: `xstate.after.${string}` }) & { readonly at: number }
