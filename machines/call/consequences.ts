import { transferTarget } from './context.ts'
import type { CallSnapshot } from './view.ts'

/** What the caller's leg should be doing. Whenever this changes, Twilio is told to ask again. */
export type Place =
  | 'greeting'
  | 'room'
  | 'hold'
  | 'park'
  | 'voicemail'
  /** Hears that the office is closed, and then is recorded, or not. */
  | 'closedVoicemail'
  | 'closed'
  | 'gone'

/** Where the caller belongs: a pure function of the call's state. */
export function placeOf(snapshot: CallSnapshot): Place {
  if (snapshot.matches('parked')) return 'park'
  if (snapshot.matches({ voicemail: 'announcing' })) return 'closed'
  if (snapshot.matches('voicemail')) return snapshot.context.closed ? 'closedVoicemail' : 'voicemail'
  if (snapshot.matches('ended')) return 'gone'
  if (snapshot.matches('ringing') && snapshot.context.greeting === 'due') return 'greeting'
  return snapshot.hasTag('onHoldMusic') ? 'hold' : 'room'
}

/** Our legs that are wanted on this call. One that was wanted and is not any more gets completed. */
export function wantedLegs({ context }: CallSnapshot): string[] {
  return [context.legSid, context.targetLegSid, context.outsideLegSid].filter((sid) => sid !== null)
}

/** The agents who talk on this call, or are about to: each may do so on one call only. */
export function talkers(snapshot: CallSnapshot): string[] {
  const { context } = snapshot
  if (context.endedAt !== null || snapshot.matches({ active: 'held' })) return []
  const target = snapshot.matches({ transferring: 'consulting' }) ? transferTarget(context) : null
  return [context.agentId, target].filter((agentId) => agentId !== null)
}

/** The slot of the lot that this call stands in. */
export function slotOf({ context }: CallSnapshot): number | null {
  return context.parked?.slot ?? null
}

/** The number we must ring for this call, when a transfer goes outside. */
export function numberToDial(snapshot: CallSnapshot): string | null {
  const { context } = snapshot
  return snapshot.matches({ transferring: 'offering' }) ? context.outsideNumber : null
}

/** The recording that we want Twilio to keep. One that was wanted and is not any more gets deleted there. */
export function wantedRecording({ context }: CallSnapshot): string | null {
  return context.message?.recordingSid ?? null
}
