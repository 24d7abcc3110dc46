import { z } from 'zod'
import { AgentView } from './agent/view.ts'
import { CallView } from './call/view.ts'
import { Voicemail } from './call/voicemail.ts'
import { CallSid } from './ids.ts'
import { Office } from './office/office.ts'

/** The first thing a console's stream says. */
export const DeskSnapshot = z.object({
  calls: z.array(CallView),
  agents: z.array(AgentView),
  serverTime: z.iso.datetime(),
})
export type DeskSnapshot = z.infer<typeof DeskSnapshot>

/** Whether the server reaches its store: while it does not, no command can be taken. */
export const StoreNews = z.object({ reachable: z.boolean() })
export type StoreNews = z.infer<typeof StoreNews>

/**
 * A message was left, heard or removed (then `voicemail` is null), and how many nobody has heard. Without a
 * `callSid` only the count is told, after a snapshot; a console that is told nothing there has none unheard.
 */
export const VoicemailNews = z.object({
  callSid: CallSid.nullable(),
  voicemail: Voicemail.nullable(),
  unheard: z.number().int().nonnegative(),
})
export type VoicemailNews = z.infer<typeof VoicemailNews>

/** Names of the server-sent events, and what each carries. */
export const FeedEvent = {
  snapshot: DeskSnapshot,
  call: CallView,
  agent: AgentView,
  store: StoreNews,
  voicemail: VoicemailNews,
  office: Office,
} as const
