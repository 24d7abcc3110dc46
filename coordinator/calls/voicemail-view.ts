import type { CallSnapshot } from '../../machines/call/snapshot.ts'
import type { Voicemail } from '../protocol/voicemail.ts'

/** The message that was left on a call; null when there is none, or none any more. */
export function voicemailOf({ context }: CallSnapshot): Voicemail | null {
  const { callSid, callerNumber, callerAddress, callerName, verified, unconfirmed, message } = context
  const { confirmedBy } = context
  if (message === null) return null
  const { at, seconds, heard } = message
  return {
    callSid,
    callerNumber,
    callerAddress,
    callerName,
    verified,
    unconfirmed,
    ...(confirmedBy === undefined ? {} : { confirmedBy }),
    contact: null,
    at: new Date(at).toISOString(),
    durationS: seconds,
    heardBy: heard?.by ?? null,
    heardAt: heard && new Date(heard.at).toISOString(),
  }
}
