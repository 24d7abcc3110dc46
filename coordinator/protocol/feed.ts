import { z } from 'zod'
import { CallSid } from '../../machines/ids.ts'
import { AgentView } from './agent-view.ts'
import { CallView } from './call-view.ts'
import { Office } from './office/settings.ts'
import { Voicemail } from './voicemail.ts'

/** The first thing a console's stream says. */
export const DeskSnapshot = z.object({
  calls: z.array(CallView),
  agents: z.array(AgentView),
  serverTime: z.iso.datetime(),
})
export type DeskSnapshot = z.infer<typeof DeskSnapshot>

/** Whether the server reaches its store: while it does not, no command can be taken. */
export const StoreStatus = z.object({ reachable: z.boolean() })
export type StoreStatus = z.infer<typeof StoreStatus>

/**
 * A message was left, heard or removed (then `voicemail` is null), and how many nobody has heard. Without a
 * `callSid` only the count is told, after a snapshot; a console that is told nothing there has none unheard.
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
