/**
 * Makes Twilio retry up to three times when we are slow, away or failing, so that a restart loses no caller.
 * The signature does not cover a fragment.
 * Source: Twilio's "Webhooks (HTTP callbacks): connection overrides".
 */
const RETRIES = '#rc=3&rp=5xx,ct,rt'

export const SOUNDS = ['ringback', 'hold', 'park'] as const
/** What a waiting caller hears. */
export type Sound = (typeof SOUNDS)[number]

/** What the caller's leg reports when it requests its TwiML. */
export interface CallerReport {
  /** The greeting was played to its end. */
  greeted?: boolean
  /** The notice that the call is recorded was played to its end. */
  noticed?: boolean
  /** The redirect that made the leg request its TwiML. */
  rev?: number | undefined
  /** A message that the caller left. */
  recordingSid?: string | undefined
  seconds?: number | null
  /** What only a newer version understands, as it came. */
  others?: Readonly<Record<string, unknown>>
}

/** Every address that we give to Twilio. Query parameters are in alphabetical order. */
export interface TwilioUrls {
  /** Voice URL of a number. */
  voice(): string
  /** Voice URL of the TwiML App: an agent's browser connects. */
  leg(): string
  /** Status callback of any leg. */
  status(): string
  /** Where the caller's leg requests its TwiML. */
  caller(callSid: string, report?: CallerReport): string
  /** Where the leg of an agent, or of a number outside, requests its TwiML. @param rev the redirect that makes it do so */
  legTwiml(callSid: string, legSid: string, rev?: number): string
  wait(sound: Sound): string
  sound(sound: Sound): string
  /** A sound that the office has uploaded. */
  audio(id: string): string
  room(): string
  recording(callSid: string): string
  /** Where Twilio says what becomes of the recording of a call. */
  callRecording(callSid: string): string
  /** TwiML and status callback of a leg that a transfer dials outside. */
  outsideLeg(callSid: string, transferAt?: number): string
  outsideStatus(callSid: string, transferAt?: number): string
  /** TwiML and status callback of the leg when an agent calls a number. */
  dialled(intentId: string): string
  dialStatus(intentId: string): string
}

/** @param publicUrl origin that Twilio reaches, without a slash at the end */
export function twilioUrls(publicUrl: string): TwilioUrls {
  const at = (path: string) => `${publicUrl}${path}${RETRIES}`
  return {
    voice: () => at('/api/twilio/voice'),
    leg: () => at('/api/twilio/leg'),
    status: () => at('/api/twilio/status'),
    caller: (callSid, report = {}) => at(`/api/twilio/calls/${callSid}/twiml${queryOf(report)}`),
    legTwiml: (callSid, legSid, rev) =>
      at(`/api/twilio/legs/${legSid}/twiml?callSid=${callSid}${rev === undefined ? '' : `&rev=${rev}`}`),
    wait: (sound) => at(`/api/twilio/wait/${sound}`),
    sound: (sound) => at(`/sounds/${sound}.wav`),
    audio: (id) => at(`/sounds/office/${id}`),
    room: () => at('/api/twilio/room'),
    callRecording: (callSid) => at(`/api/twilio/call-recording?callSid=${callSid}`),
    recording: (callSid) => at(`/api/twilio/recording?callSid=${callSid}`),
    outsideLeg: (callSid, transferAt) => at(`/api/twilio/leg?${outside(callSid, transferAt)}`),
    outsideStatus: (callSid, transferAt) => at(`/api/twilio/status?${outside(callSid, transferAt)}`),
    dialled: (intentId) => at(`/api/twilio/dialled?dial=${intentId}`),
    dialStatus: (intentId) => at(`/api/twilio/status?dial=${intentId}`),
  }
}

const outside = (callSid: string, transferAt: number | undefined) =>
  `callSid=${callSid}&outside=1${transferAt === undefined ? '' : `&transferAt=${transferAt}`}`

function queryOf({ greeted, noticed, recordingSid, rev, seconds, others }: CallerReport): string {
  const [heardGreeting, heardNotice] = [greeted, noticed].map((heard) => (heard ? 1 : null))
  const report = { ...others, greeted: heardGreeting, noticed: heardNotice, recordingSid, rev, seconds }
  const pairs = Object.entries(report).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[name, String(value)] as const] : [],
  )
  const texts = pairs.map((pair) => pair.map(encodeURIComponent).join('=')).sort()
  return texts.length === 0 ? '' : `?${texts.join('&')}`
}
