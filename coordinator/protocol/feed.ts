import { z } from 'zod'
import { CallSid } from '../../machines/ids.ts'
import { AgentView } from './agent-view.ts'
import { CallView } from './call-view.ts'
import { Office } from './office/settings.ts'
import { Voicemail } from './voicemail.ts'

/** The first event of a console's stream. */
export const DeskSnapshot = z.object({
  calls: z.array(CallView),
  agents: z.array(AgentView),
  serverTime: z.iso.datetime(),
})
export type DeskSnapshot = z.infer<typeof DeskSnapshot>

/** Whether the server reaches Redis. Without Redis it accepts no command. */
export const StoreStatus = z.object({ reachable: z.boolean() })
export type StoreStatus = z.infer<typeof StoreStatus>

/**
 * A message was left, heard or removed (then `voicemail` is null), and how many messages no agent has heard. After a
 * snapshot it carries the count alone, without a `callSid`. Without it after a snapshot, no message is unheard.
 */
export const VoicemailUpdate = z.object({
  callSid: CallSid.nullable(),
  voicemail: Voicemail.nullable(),
  unheard: z.number().int().nonnegative(),
})
export type VoicemailUpdate = z.infer<typeof VoicemailUpdate>

/** Names of the server-sent events, and what each carries. */
export const FeedEvents = {
  snapshot: DeskSnapshot,
  call: CallView,
  agent: AgentView,
  store: StoreStatus,
  voicemail: VoicemailUpdate,
  office: Office,
} as const
