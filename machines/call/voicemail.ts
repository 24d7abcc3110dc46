import { z } from 'zod'
import { AgentId, CallSid } from '../ids.ts'
import type { CallSnapshot } from './view.ts'

/** A message on the voicemail, as consoles list it. It goes by the sid of the call that it was left on. */
export const Voicemail = z.object({
  callSid: CallSid,
  callerNumber: z.string().nullable(),
  callerName: z.string().nullable(),
  /** When it was left. */
  at: z.iso.datetime(),
  durationS: z.number().int().nullable(),
  heardBy: AgentId.nullable(),
  heardAt: z.iso.datetime().nullable(),
})
export type Voicemail = z.infer<typeof Voicemail>

/** The message that was left on a call; null when there is none, or none any more. */
export function toVoicemail({ context }: CallSnapshot): Voicemail | null {
  const { callSid, callerNumber, callerName, message } = context
  if (message === null) return null
  const { at, seconds, heard } = message
  return {
    callSid,
    callerNumber,
    callerName,
    at: new Date(at).toISOString(),
    durationS: seconds,
    heardBy: heard?.by ?? null,
    heardAt: heard && new Date(heard.at).toISOString(),
  }
}
