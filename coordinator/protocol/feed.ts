import { z } from 'zod'
import { CallSid } from '../../machines/ids.ts'
import { AgentView } from './agent-view.ts'
import { CallView } from './call-view.ts'
import { Groups } from './groups.ts'
import { Office } from './office/settings.ts'
import { Voicemail } from './voicemail.ts'

/**
 * What server and page say to each other, as a number. Raise it when an old page cannot work with a new server: pages with
 * another number reload.
 */
export const PROTOCOL = 2

/** What a stream says of itself when it begins: in its snapshot, or in its first beat when it is resumed. */
export const StreamOpening = z.object({
  /** The id of this stream. */
  consoleId: z.string(),
  /** The server's `PROTOCOL`. */
  protocol: z.number().int(),
})
export type StreamOpening = z.infer<typeof StreamOpening>

/** The first event of a console's stream, unless it is resumed. */
export const DeskSnapshot = StreamOpening.extend({
  calls: z.array(CallView),
  agents: z.array(AgentView),
  /** An older server sends none. What cannot be read here must hide no call. */
  groups: Groups.optional().catch(undefined),
  serverTime: z.iso.datetime(),
})
export type DeskSnapshot = z.infer<typeof DeskSnapshot>

/**
 * The heartbeat of a stream, at its beginning and every ten seconds. It has no id. The first beat of a resumed stream comes
 * after all that was missed, and says of the stream what a snapshot would say.
 */
export const Beat = StreamOpening.partial().extend({
  /** Counts up for each process. */
  n: z.number().int().nonnegative(),
  at: z.iso.datetime(),
})
export type Beat = z.infer<typeof Beat>

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

/** Something has changed that is read by a request. */
export const News = z.object({ rev: z.number().int() })
export type News = z.infer<typeof News>

/** Names of the server-sent events, and what each carries. */
export const FeedEvents = {
  snapshot: DeskSnapshot,
  beat: Beat,
  call: CallView,
  agent: AgentView,
  store: StoreStatus,
  /**
   * The last event of a stream: the agent has signed out, or was locked out. A stream that ends without it may have ended
   * with its session, and then the page asks for the password.
   */
  signedOut: z.object({}),
  voicemail: VoicemailUpdate,
  office: Office,
  groups: Groups,
  /**
   * Any contacts have changed. Views of live calls whose contact has changed follow at once, with the revs that they have.
   */
  contacts: News,
  /** `GET /api/desk` may answer something else now. */
  settings: News,
} as const
