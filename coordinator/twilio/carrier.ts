import type { Participation } from '../../machines/call/selectors.ts'

/** A call as Twilio has it. */
export interface CarrierCall {
  sid: string
  status: string
  direction: string
  from: string
  to: string
  parentCallSid: string | null
  /** Milliseconds since the epoch. */
  startedAt: number | null
}

/** What a caller left, as Twilio has it. */
export interface CarrierRecording {
  sid: string
  /** Null when Twilio does not say. */
  seconds: number | null
}

/** What Twilio has recorded of a call, or records. */
export interface CarrierCallRecording extends CarrierRecording {
  /** It goes on, or pauses. */
  isLive: boolean
  /** It can be fetched. */
  isComplete: boolean
}

/** The requests of Twilio's REST API that calls need. Each rejects with `CarrierRejected` (final) or `CarrierUnavailable` (try again). */
export interface Carrier {
  redirect(legSid: string, url: string): Promise<void>
  /**
   * Says who hears a leg in a call's room. Rejected with `notFound` while the leg is not in the room, and with
   * `coachedIsNotThere` while the one that alone hears it is not.
   */
  updateParticipant(callSid: string, legSid: string, part: Participation): Promise<void>
  complete(legSid: string): Promise<void>
  /** Stops a leg from ringing; one that has been answered goes on. */
  cancel(legSid: string): Promise<void>
  /** Rings a number outside. @returns the leg's sid */
  dial(order: DialRequest): Promise<string>
  /** Resolves also when Twilio has no such recording. */
  deleteRecording(recordingSid: string): Promise<void>
  /**
   * Records what a leg sends and hears, in a channel each, until the leg ends. Each request begins a recording of its own.
   * @returns its sid
   */
  record(callSid: string, statusCallback: string): Promise<string>
  /** A pause is silence. */
  setRecording(callSid: string, recordingSid: string, to: 'on' | 'paused' | 'stopped'): Promise<void>
  /** What `record` has begun on a call, also where Twilio's log does not have the call any more. */
  recordingsOfCall(callSid: string): Promise<CarrierCallRecording[]>
  /** Of a leg that has ended. */
  deleteFromLog(legSid: string): Promise<void>
  /** Legs between the number and ours that have ended, of all that Twilio's log has; the newest 5,000 each way. */
  loggedLegsWith(number: string): Promise<CarrierCall[]>
  /** Of the messages that were left on a call, the newest that is complete; null when there is none. */
  newestMessage(callSid: string): Promise<CarrierRecording | null>
  /** Null when Twilio does not know the call. */
  fetchCall(sid: string): Promise<CarrierCall | null>
  /** Live calls to numbers whose voice URL is ours, and such as we began from one of them. */
  liveCallsOfOurs(): Promise<CarrierCall[]>
  /** The legs that are in the room of another call than their own. */
  legsInOtherRooms(): Promise<ReadonlySet<string>>
  /** Live legs that we dialled to that number. Dialling is the one request that does more when it is repeated. */
  liveLegsTo(number: string): Promise<CarrierCall[]>
}

export interface DialRequest {
  /** E.164. */
  to: string
  /** Digits that are sent once the number has answered. */
  extension?: string | null
  /** What the leg asks when it is answered. */
  url: string
  statusCallback: string
  /** Which of Twilio's callback events are wanted beside the last one. */
  events?: readonly ('initiated' | 'completed')[]
  /** How long it rings, before Twilio's own margin of up to 5 s. */
  ringMs: number
  /** How long it may last, from its answer on. Then Twilio ends it. */
  limitMs: number
}

export type OutsideLegTimes = Pick<DialRequest, 'ringMs' | 'limitMs'>
