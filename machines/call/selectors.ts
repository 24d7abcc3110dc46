import { callingAgent, elseNumberOf, recordingOrder, transferTarget } from './context.ts'
import { type CallSnapshot, statePath } from './snapshot.ts'

/** What the caller's leg does at Twilio. Whenever it changes, the leg is redirected. */
export type CallerDestination =
  | 'greeting'
  /** The caller hears that the call is recorded. */
  | 'notice'
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
  if (path.startsWith('voicemail.'))
    return snapshot.context.closed && snapshot.context.answeredAt === null ? 'closedVoicemail' : 'voicemail'
  if (path === 'ended') return 'gone'
  if (path.startsWith('ringing.') && snapshot.context.greeting === 'due') return 'greeting'
  if (hearsNotice(snapshot, path)) return 'notice'
  return snapshot.hasTag('onHoldMusic') ? 'hold' : 'room'
}

/** The caller and an agent of ours talk. */
const TALK: readonly string[] = ['active.talking', 'active.threeWay', 'transferring.swapped']

/** Before the first ring, where each call is recorded. Otherwise when the caller comes to talk, and is to be recorded. */
function hearsNotice({ context: { recording } }: CallSnapshot, path: string): boolean {
  if (recording?.consent !== 'due' || recordingOrder(recording) !== 'on') return false
  return path === 'ringing.offering' || path === 'active.connecting' || TALK.includes(path)
}

/** Whether the call is recorded: what a screen shows. It pauses by itself while the caller talks with no agent of ours. */
export function recordingState({ context, value }: CallSnapshot): 'on' | 'paused' | 'off' {
  const { recording, endedAt, answeredAt } = context
  if (recording === null || endedAt !== null || answeredAt === null) return 'off'
  const order = recordingOrder(recording)
  return order === 'on' && !TALK.includes(statePath(value)) ? 'paused' : order
}

/** What Twilio is to do. Nothing is recorded before the caller has heard the notice. */
export const wantedRecording = (snapshot: CallSnapshot): 'on' | 'paused' | 'off' =>
  snapshot.context.recording?.consent === 'due' ? 'off' : recordingState(snapshot)

/** Twilio has confirmed this recording of the call. */
export const runningRecording = ({ context: { recording, recordings } }: CallSnapshot) =>
  recordings.find(({ recordingSid }) => recordingSid === recording?.recordingSid) ?? null

/**
 * How Twilio records the call, as it confirmed last. `unsure`: it was asked to begin or to go on, and may have done so.
 * Null: there is no recording under way.
 */
export function recordingNow({ context }: CallSnapshot): 'on' | 'unsure' | 'paused' | null {
  const { recording, recordings, endedAt } = context
  if (endedAt !== null) return null
  const states = recordings.map(({ state }) => state)
  if (states.includes('on')) return 'on'
  if (states.includes('resuming') || recording?.requested) return 'unsure'
  return states.includes('paused') ? 'paused' : null
}

/** What the leg of an agent, or of a number outside, does at Twilio. Whenever it changes, the leg is redirected. */
export type LegDestination = 'room' | 'hold' | 'silence' | 'gone'

/**
 * The target of a consultation waits while the sender talks with the caller. A supervisor waits while the owner has no leg
 * in the room: a caller who is there alone must not hear that somebody has come.
 */
export function legDestination(snapshot: CallSnapshot, legSid: string): LegDestination {
  if (!wantedLegs(snapshot).includes(legSid)) return 'gone'
  if (legSid === snapshot.context.supervision?.legSid)
    return snapshot.context.legSid === null ? 'silence' : 'room'
  const isTarget = legSid !== snapshot.context.legSid
  return isTarget && statePath(snapshot.value) === 'transferring.swapped' ? 'hold' : 'room'
}

/** The legs of agents and outside numbers that the call needs. A leg that is no longer among them is completed. */
export function wantedLegs({ context }: CallSnapshot): string[] {
  const { legSid, targetLegSid, outsideLegSid, supervision } = context
  return [legSid, targetLegSid, outsideLegSid, supervision?.legSid ?? null].filter((sid) => sid !== null)
}

/** Who hears a leg in the room. */
export interface Participation {
  /** Nobody does. */
  muted: boolean
  /** This leg alone does. Null: everybody there, unless it is muted. */
  coaches: string | null
}

/** Everybody hears a leg but that of a supervisor. */
export function participation({ context }: CallSnapshot, legSid: string): Participation {
  const { supervision } = context
  if (supervision === null || legSid !== supervision.legSid) return { muted: false, coaches: null }
  return {
    muted: supervision.mode === 'listen',
    coaches: supervision.mode === 'whisper' ? context.legSid : null,
  }
}

/** The target of a consultation is on the line, or about to be. */
const WITH_TARGET = ['transferring.consulting', 'transferring.swapped', 'active.threeWay']

/** The agents who talk on this call or hear it, or are about to. An agent may be among them on one call only. */
export function talkingAgents(snapshot: CallSnapshot): string[] {
  const { context } = snapshot
  if (context.endedAt !== null) return []
  const path = statePath(snapshot.value)
  const owner = path === 'active.held' ? null : context.agentId
  const target = WITH_TARGET.includes(path) ? transferTarget(context) : null
  const supervisor = context.supervision?.by ?? null
  return [owner, target, callingAgent(context), supervisor].filter((agentId) => agentId !== null)
}

/** The supervisor who only listens. */
export const listenerOf = ({ context: { supervision } }: CallSnapshot): string | null =>
  supervision?.mode === 'listen' ? supervision.by : null

/** The leg of the target of a consultation has connected. A number that still rings is not on the line. */
export const isTargetOnLine = ({ value, context }: CallSnapshot): boolean =>
  WITH_TARGET.includes(statePath(value)) && (context.targetLegSid ?? context.outsideLegSid) !== null

/** The slot in which the call is parked. */
export function slotOf({ context }: CallSnapshot): number | null {
  return context.parked?.slot ?? null
}

/** The outside number that Twilio must call for a transfer, or because nobody took a parked call. */
export function numberToDial(snapshot: CallSnapshot): string | null {
  const path = statePath(snapshot.value)
  const rings = path === 'transferring.offering' || path === 'parked.dialling'
  return rings ? snapshot.context.outsideNumber : null
}

/**
 * The legs to numbers outside. `dialled`: an agent called the number. `transferred`: the call is or was transferred to it.
 * `promised`: it will be called if nobody takes the parked call; it costs nothing yet, and counts for the caps.
 */
export type OutsideLeg = 'dialled' | 'transferred' | 'promised'

export function outsideLegs({ context }: CallSnapshot): OutsideLeg[] {
  if (context.endedAt !== null) return []
  return [
    ...(context.direction === 'outbound' ? ['dialled' as const] : []),
    ...(context.outsideNumber === null ? [] : ['transferred' as const]),
    ...(elseNumberOf(context.parked) === null ? [] : ['promised' as const]),
  ]
}

/**
 * The call has ended, and Twilio was not asked since which recordings it has, or has not told of each of them how long it is.
 * It may have begun more than one, and the news of one may be lost.
 */
export function hasUnsettledRecordings(snapshot: CallSnapshot): boolean {
  const { recording, recordings, recordingsUnknown, endedAt, answeredAt } = snapshot.context
  if (endedAt === null) return false
  if (recordingsUnknown || recordings.some(({ kept, seconds }) => kept && seconds === null)) return true
  if (recording === null || recording.consent === 'due' || answeredAt === null) return false
  return recording.rule === 'always' || recording.asked !== null
}

/** The recordings that Twilio must keep. One that is no longer wanted is deleted there. */
export function keptRecordings({ context: { message, recordings } }: CallSnapshot): string[] {
  const kept = recordings.filter((one) => one.kept).map(({ recordingSid }) => recordingSid)
  return message === null ? kept : [message.recordingSid, ...kept]
}
