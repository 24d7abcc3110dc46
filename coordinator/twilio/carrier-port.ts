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

/** Twilio's REST API, as far as we use it. Rejects with `CarrierRejected` (final) or `CarrierUnavailable` (try again). */
export interface Carrier {
  redirect(legSid: string, url: string): Promise<void>
  complete(legSid: string): Promise<void>
  /** Stops a leg from ringing; one that has been answered goes on. */
  cancel(legSid: string): Promise<void>
  /** Rings a number outside. @returns the leg's sid */
  dial(order: DialOrder): Promise<string>
  /** Resolves also when Twilio has no such recording. */
  deleteRecording(recordingSid: string): Promise<void>
  /** Of the messages that were left on a call, the newest that is complete; null when there is none. */
  newestMessage(callSid: string): Promise<CarrierRecording | null>
  /** Null when Twilio does not know the call. */
  fetchCall(sid: string): Promise<CarrierCall | null>
  /** Live calls to numbers whose voice URL is ours, and such as we began from one of them. */
  liveCallsOfOurs(): Promise<CarrierCall[]>
  /** The legs that are in the room of another call than their own. */
  guests(): Promise<ReadonlySet<string>>
}

export interface DialOrder {
  /** E.164. */
  to: string
  /** What the leg asks when it is answered. */
  url: string
  statusCallback: string
  /** Which of Twilio's callback events are wanted beside the last one. */
  events?: readonly ('initiated' | 'completed')[]
  /** How long it rings, before Twilio's own margin of up to 5 s. */
  ringMs: number
}
