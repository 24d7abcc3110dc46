/** The call on which this browser's agent should talk. */
export interface WantedLeg {
  callSid: string
  /** True: the agent's leg has not connected yet, so dial. False: keep a leg that is connected, and never dial. */
  join: boolean
  /** The agent hears what others say. How such a leg sounded is not told: it is no leg of the talk. */
  supervises?: true
}

export type SoftphoneEvent =
  | { type: 'REGISTER' }
  | { type: 'SIGN_OUT' }
  | { type: 'WANT'; wanted: WantedLeg | null }
  | { type: 'RETRY' }
  | { type: 'MUTE'; muted: boolean }
  /** The agent calls a colleague. The leg that this browser dials is the caller's leg. */
  | { type: 'CALL'; colleague: string }
  | { type: 'DIGITS'; digits: string }
  /** The agent wants to know whether sound gets through to the carrier and back. */
  | { type: 'TEST_LINE' }
  | DeviceEvent
  | LegEvent
  | LineTestEvent

export type DeviceEvent =
  | { type: 'DEVICE_REGISTERED' }
  | { type: 'DEVICE_UNREGISTERED' }
  /** It has lost the line, and waits before it tries again. */
  | { type: 'DEVICE_WAITS' }
  | { type: 'DEVICE_FAILED'; trouble: string }

export type LegEvent =
  | { type: 'LEG_ACCEPTED' }
  | { type: 'LEG_RECONNECTING' }
  | { type: 'LEG_RECONNECTED' }
  | { type: 'LEG_ENDED' }
  | { type: 'LEG_FAILED'; trouble: string }
  /** The microphone of this leg was unplugged or is no longer allowed, and there is no other. */
  | { type: 'MICROPHONE_GONE' }
  /** This leg speaks with another microphone from now on. */
  | { type: 'MICROPHONE_TAKEN'; name: string }
  /** There is nothing to hear with. */
  | { type: 'OUTPUT_GONE' }
  | { type: 'OUTPUT_BACK' }
  /** The Voice SDK notices that something is wrong with this leg, by the SDK's name. */
  | { type: 'WARNING'; name: string }
  | { type: 'WARNING_CLEARED'; name: string }
  | { type: 'DIGITS_SENT'; digits: string }
  /** Why, in words. */
  | { type: 'DIGITS_FAILED'; trouble: string }

/** What a test call of the line found, in words. */
export type LineTestEvent = { type: 'LINE_TESTED'; ok: boolean; words: string }

/** What a connected leg is told to do. */
export type LegInstruction = { type: 'MUTE'; muted: boolean } | { type: 'DIGITS'; digits: string }

/** The call that a leg joins; for a leg that makes a call, the colleague. */
export interface LegInput {
  callSid: string
  colleague: string | null
  /** The server is told how the leg sounded. */
  measured: boolean
}
