import { callingAgent, transferTarget } from './context.ts'
import { type CallSnapshot, statePath } from './snapshot.ts'

/** What the caller's leg should be doing. Whenever this changes, Twilio is told to ask again. */
export type CallerDestination =
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
export function callerDestination(snapshot: CallSnapshot): CallerDestination {
  // Not `matches`, which takes both states apart each time: this is asked several times of every event.
  const path = statePath(snapshot.value)
  if (path.startsWith('parked.')) return 'park'
  if (path === 'voicemail.announcing') return 'closed'
  if (path.startsWith('voicemail.')) return snapshot.context.closed ? 'closedVoicemail' : 'voicemail'
  if (path === 'ended') return 'gone'
  if (path.startsWith('ringing.') && snapshot.context.greeting === 'due') return 'greeting'
  return snapshot.hasTag('onHoldMusic') ? 'hold' : 'room'
}

/** Our legs that are wanted on this call. One that was wanted and is not any more gets completed. */
export function wantedLegs({ context }: CallSnapshot): string[] {
  return [context.legSid, context.targetLegSid, context.outsideLegSid].filter((sid) => sid !== null)
}

/** The agents who talk on this call, or are about to: each may do so on one call only. */
export function talkingAgents(snapshot: CallSnapshot): string[] {
  const { context } = snapshot
  if (context.endedAt !== null) return []
  const path = statePath(snapshot.value)
  const owner = path === 'active.held' ? null : context.agentId
  const target = path === 'transferring.consulting' ? transferTarget(context) : null
  return [owner, target, callingAgent(context)].filter((agentId) => agentId !== null)
}

/** The slot of the lot that this call stands in. */
export function slotOf({ context }: CallSnapshot): number | null {
  return context.parked?.slot ?? null
}

/** The number we must ring for this call, when a transfer goes outside. */
export function numberToDial(snapshot: CallSnapshot): string | null {
  const { context } = snapshot
  return statePath(snapshot.value) === 'transferring.offering' ? context.outsideNumber : null
}

/** The recording that we want Twilio to keep. One that was wanted and is not any more gets deleted there. */
export function wantedRecording({ context }: CallSnapshot): string | null {
  return context.message?.recordingSid ?? null
}
