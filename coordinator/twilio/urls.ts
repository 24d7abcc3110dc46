/**
 * Asks Twilio to try three times more when we are slow, away or failing, so that a restart of ours
 * costs no caller. A fragment is no part of the signature.
 * Source: Twilio's "Webhooks (HTTP callbacks): connection overrides".
 */
const RETRIES = '#rc=3&rp=5xx,ct,rt'

export const SOUNDS = ['ringback', 'hold', 'park'] as const
/** What a caller who waits hears. */
export type Sound = (typeof SOUNDS)[number]

/** What the caller's leg brought when it asked where it belongs. */
export interface CallerNews {
  greeted: boolean
  /** By which order of ours it asked. */
  rev?: number | undefined
  /** A message that was left. */
  recordingSid?: string | undefined
  seconds: number | null
}

/** Every address that Twilio learns from us. Query parameters are sorted: Twilio signs them as they stand. */
export interface TwilioUrls {
  /** What a number asks when somebody calls it. */
  voice(): string
  /** What the TwiML App asks when an agent's browser connects. */
  leg(): string
  /** Status callback of any leg. */
  status(): string
  /** Where the caller's leg asks where it belongs; `rev` says by which order of ours. */
  caller(callSid: string, rev?: number): string
  /** … once it has heard the greeting to its end. */
  greeted(callSid: string): string
  /** … once more, with what it brought when nobody could listen. */
  callerAgain(callSid: string, news: CallerNews): string
  wait(sound: Sound): string
  sound(sound: Sound): string
  /** A sound of the office's own. */
  audio(id: string): string
  room(): string
  recording(callSid: string): string
  /** Document and status callback of the leg of a number outside, which we dial ourselves. */
  outsideLeg(callSid: string, transferAt?: number): string
  outsideStatus(callSid: string, transferAt?: number): string
  /** Document and status callback of the leg of a number that an agent calls. */
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
    caller: (callSid, rev) =>
      at(`/api/twilio/calls/${callSid}/twiml${rev === undefined ? '' : `?rev=${rev}`}`),
    greeted: (callSid) => at(`/api/twilio/calls/${callSid}/twiml?greeted=1`),
    callerAgain: (callSid, news) => at(`/api/twilio/calls/${callSid}/twiml${queryOf(news)}`),
    wait: (sound) => at(`/api/twilio/wait/${sound}`),
    sound: (sound) => at(`/sounds/${sound}.wav`),
    audio: (id) => at(`/sounds/office/${id}`),
    room: () => at('/api/twilio/room'),
    recording: (callSid) => at(`/api/twilio/recording?callSid=${callSid}`),
    outsideLeg: (callSid, transferAt) => at(`/api/twilio/leg?${outside(callSid, transferAt)}`),
    outsideStatus: (callSid, transferAt) => at(`/api/twilio/status?${outside(callSid, transferAt)}`),
    dialled: (intentId) => at(`/api/twilio/dialled?dial=${intentId}`),
    dialStatus: (intentId) => at(`/api/twilio/status?dial=${intentId}`),
  }
}

const outside = (callSid: string, transferAt: number | undefined) =>
  `callSid=${callSid}&outside=1${transferAt === undefined ? '' : `&transferAt=${transferAt}`}`

function queryOf({ greeted, recordingSid, rev, seconds }: CallerNews): string {
  const said = Object.entries({ greeted: greeted ? 1 : null, recordingSid, rev, seconds }).flatMap(
    ([name, value]) =>
      value === null || value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  )
  return said.length === 0 ? '' : `?${said.join('&')}`
}
