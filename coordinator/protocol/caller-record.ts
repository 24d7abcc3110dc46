import { z } from 'zod'
import { CallView } from './call-view.ts'
import { Contact } from './contacts.ts'
import { Voicemail } from './voicemail.ts'

/** `GET /api/calls/:callSid/caller`: what the office knows of the party outside. Empty when the carrier denies the number. */
export const CallerRecord = z.object({
  /** All who have the number, in the order of names. */
  contacts: z.array(Contact),
  /** The last calls with that number before this one, newest first. */
  calls: z.array(CallView),
  /** Messages from that number that nobody has heard, newest first. */
  messages: z.array(Voicemail),
})
export type CallerRecord = z.infer<typeof CallerRecord>
