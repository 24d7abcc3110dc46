import { z } from 'zod'
import { PresenceChoice } from './presence.ts'
import { WhyDeaf } from './reachability.ts'

export const AgentEventBody = z.discriminatedUnion('type', [
  z.object({ type: z.literal('SIGN_IN') }),
  z.object({ type: z.literal('SIGN_OUT') }),
  /** An administrator, or the OpenID provider, has disabled the account. */
  z.object({ type: z.literal('DISABLE') }),
  z.object({ type: z.literal('ENABLE') }),
  z.object({ type: z.literal('CHOOSE'), presence: PresenceChoice }),
  z.object({ type: z.literal('RENAME'), name: z.string() }),
  z.object({ type: z.literal('STREAM_OPENED'), streamId: z.string(), coordinatorId: z.string() }),
  z.object({ type: z.literal('STREAM_CLOSED'), streamId: z.string() }),
  /** The console has echoed a beat. `why`: what keeps it from ringing; null when it rings. */
  z.object({ type: z.literal('ECHOED'), streamId: z.string(), why: WhyDeaf.nullable() }),
  /** The console has not echoed a beat for too long. */
  z.object({ type: z.literal('FELL_SILENT'), streamId: z.string() }),
  /** A coordinator died, so the streams that it served are gone. */
  z.object({ type: z.literal('COORDINATOR_LOST'), coordinatorId: z.string() }),
])
export type AgentEventBody = z.infer<typeof AgentEventBody>
export type AgentEvent = (AgentEventBody | { type: `xstate.after.${string}` }) & { readonly at: number }
