import { callingAgent, transferTarget } from './context.ts'
import { type CallSnapshot, statePath } from './snapshot.ts'

/** What the caller's leg does at Twilio. Whenever it changes, the leg is redirected. */
export type CallerDestination =
  | 'greeting'
  | 'room'
  | 'hold'
  | 'park'
  | 'voicemail'
  /** The caller hears that the office is closed and may leave a message. */
  | 'closedVoicemail'
  /** The caller hears that the office is closed, and the call ends. */
  | 'closed'
  | 'gone'

export function callerDestination(snapshot: CallSnapshot): CallerDestination {
  // Compares paths: this runs several times for each event, and `snapshot.matches` is slower.
  const path = statePath(snapshot.value)
  if (path.startsWith('parked.')) return 'park'
  if (path === 'voicemail.announcing') return 'closed'
  if (path.startsWith('voicemail.')) return snapshot.context.closed ? 'closedVoicemail' : 'voicemail'
  if (path === 'ended') return 'gone'
  if (path.startsWith('ringing.') && snapshot.context.greeting === 'due') return 'greeting'
  return snapshot.hasTag('onHoldMusic') ? 'hold' : 'room'
}

/** The legs of agents and outside numbers that the call needs. A leg that is no longer among them is completed. */
export function wantedLegs({ context }: CallSnapshot): string[] {
  return [context.legSid, context.targetLegSid, context.outsideLegSid].filter((sid) => sid !== null)
}

/** The agents who talk on this call or are about to. An agent may be among them on one call only. */
export function talkingAgents(snapshot: CallSnapshot): string[] {
  const { context } = snapshot
  if (context.endedAt !== null) return []
  const path = statePath(snapshot.value)
  const owner = path === 'active.held' ? null : context.agentId
  const target = path === 'transferring.consulting' ? transferTarget(context) : null
  return [owner, target, callingAgent(context)].filter((agentId) => agentId !== null)
}

/** The slot in which the call is parked. */
export function slotOf({ context }: CallSnapshot): number | null {
  return context.parked?.slot ?? null
}

/** The outside number that Twilio must call for a transfer. */
export function numberToDial(snapshot: CallSnapshot): string | null {
  const { context } = snapshot
  return statePath(snapshot.value) === 'transferring.offering' ? context.outsideNumber : null
}

/**
 * The legs to numbers outside that we had dialled and that cost: that of a number which an agent called, and that of a number to which
 * the call is or was transferred.
 */
export function outsideLegs({ context }: CallSnapshot): ('dialled' | 'transferred')[] {
  if (context.endedAt !== null) return []
  return [
    ...(context.direction === 'outbound' ? ['dialled' as const] : []),
    ...(context.outsideNumber === null ? [] : ['transferred' as const]),
  ]
}

/** The recording that Twilio must keep. One that is no longer wanted is deleted there. */
export function wantedRecording({ context }: CallSnapshot): string | null {
  return context.message?.recordingSid ?? null
}
