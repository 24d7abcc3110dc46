import { z } from 'zod'
import { AgentId, CallSid } from '../../machines/ids.ts'
import { CallContact } from './contacts.ts'

/** A voicemail message, as consoles list it. The sid of its call names it. */
export const Voicemail = z.object({
  callSid: CallSid,
  callerNumber: z.string().nullable(),
  /** As in CallView. */
  callerAddress: z.string().nullable().default(null),
  callerName: z.string().nullable(),
  /** As in CallView. */
  verified: z.enum(['A', 'B', 'C']).nullable().default(null),
  unconfirmed: z.enum(['failed', 'unsigned']).nullable().default(null),
  confirmedBy: AgentId.exactOptional(),
  /** As in CallView: filled in whenever the message goes to a screen. */
  contact: CallContact.nullable().default(null),
  /** When it was left. */
  at: z.iso.datetime(),
  durationS: z.number().int().nullable(),
  heardBy: AgentId.nullable(),
  heardAt: z.iso.datetime().nullable(),
})
export type Voicemail = z.infer<typeof Voicemail>

/** `GET /api/voicemails`: a page of messages, and how many of all messages no agent has heard. */
export const VoicemailPage = z.object({
  voicemails: z.array(Voicemail),
  unheard: z.number().int().nonnegative(),
})
export type VoicemailPage = z.infer<typeof VoicemailPage>
