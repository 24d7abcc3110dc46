import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { twimlOf } from '../../../coordinator/twilio/twiml.ts'
import { twilioUrls } from '../../../coordinator/twilio/urls.ts'
import { callerDestination } from '../../../machines/call/selectors.ts'
import type { CallSnapshot } from '../../../machines/call/snapshot.ts'
import { PUBLIC_URL } from './settings.ts'
import type { World } from './world.ts'

/** A call as its last commit left it. */
export interface CommittedCall {
  rev: number
  snapshot: CallSnapshot
  view: CallView
  /** Those of the call's timers that Redis keeps. */
  timers: { token: string; event: string; dueAt: number }[]
  /** The TwiML of each state that the caller was to hear, and since when. */
  documents: { since: number; document: string }[]
  ended: boolean
}

export const twiml = twimlOf(twilioUrls(PUBLIC_URL))

export const documentFor = ({ office }: World, snapshot: CallSnapshot) =>
  twiml.caller(callerDestination(snapshot), snapshot.context.callSid, office)
