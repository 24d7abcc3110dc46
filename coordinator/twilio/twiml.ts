import twilio from 'twilio'
import type { CallerDestination } from '../../machines/call/selectors.ts'
import {
  type Announcement,
  closedWords,
  noticeWords,
  type OfficeSettings,
  voicemailWords,
} from '../protocol/office/settings.ts'
import { VOICES } from '../protocol/office/voices.ts'
import { SOUNDS, type Sound, type TwilioUrls } from './urls.ts'

const { VoiceResponse } = twilio.twiml
type Document = InstanceType<typeof VoiceResponse>

const LONGEST_MESSAGE_S = 120
const SILENCE_ENDS_MESSAGE_S = 10

/**
 * How often a sound is played before its TwiML is requested again: some minutes, so that waiting callers cause
 * few requests and do not notice a restart.
 */
const PLAYS_PER_REQUEST = 20

/** Longer than the patience of the browser, which hangs up when it has measured enough. */
const LINE_TEST_RINGS = 4

/** How long a supervisor waits before the leg asks again, in seconds. */
const SILENCE_S = 300

/** Placeholder for the call's sid in a document that is built once for all calls. */
const ANY_CALL = 'CALLSID'

/** Every TwiML document that we answer with. */
export interface Twiml {
  /** Takes the caller to a destination. The announcements are the office's present ones. */
  caller(destination: CallerDestination, callSid: string, office: OfficeSettings): string
  /** An agent, or a number outside, joins the caller's room. */
  leg(callSid: string): string
  /** A supervisor joins the room, and neither starts nor ends it. */
  supervisor(callSid: string, muted: boolean): string
  /** A supervisor waits until talk goes on, and then requests TwiML from `url` on a redirect. */
  silence(url: string): string
  /** The target of a consultation waits while the sender talks with the caller. */
  readonly legOnHold: string
  /** An agent waits in the room for the number that is being called, and hears that it rings. */
  legThatDials(callSid: string): string
  /** A browser tests its line: it hears rings until it hangs up, and costs no more than that. */
  readonly lineTest: string
  wait(sound: Sound): string
  /** Plays one ring, then requests TwiML from `url`. */
  ringThenRequest(url: string): string
}

export const HANGUP = documentOf((document) => document.hangup())
/** Rejects a leg before it is answered, so that it costs nothing. */
export const REJECT = documentOf((document) => document.reject())

export function twimlOf(urls: TwilioUrls): Twiml {
  const hold = documentOf((document) => document.redirect({ method: 'POST' }, urls.wait('hold')))
  const documents: Record<CallerDestination, (callSid: string, office: OfficeSettings) => string> = {
    room: forAnyCall((document) => callerInRoom(document, urls)),
    hold: always(hold),
    park: always(documentOf((document) => document.redirect({ method: 'POST' }, urls.wait('park')))),
    greeting: (callSid, office) =>
      documentOf((document) => {
        if (office.greeting) announce(document, office.greeting, office, urls)
        document.redirect({ method: 'POST' }, urls.caller(callSid, { greeted: true }))
      }),
    notice: (callSid, office) =>
      documentOf((document) => {
        announce(document, noticeWords(office), office, urls)
        document.redirect({ method: 'POST' }, urls.caller(callSid, { noticed: true }))
      }),
    voicemail: (callSid, office) =>
      documentOf((document) => {
        announce(document, voicemailWords(office), office, urls)
        record(document, callSid, urls)
      }),
    closedVoicemail: (callSid, office) =>
      documentOf((document) => {
        announce(document, closedWords(office), office, urls)
        record(document, callSid, urls)
      }),
    closed: (_, office) =>
      documentOf((document) => {
        announce(document, closedWords(office), office, urls)
        document.hangup()
      }),
    gone: always(HANGUP),
  }
  const leg = forAnyCall((document) => legInRoom(document, ''))
  const supervisors = [true, false].map((muted) =>
    forAnyCall((document) => legInRoom(document, '', { startConferenceOnEnter: false, muted })),
  )
  const legThatDials = forAnyCall((document) => legInRoom(document, urls.wait('ringback')))
  const waits = new Map(SOUNDS.map((sound) => [sound, documentOf((document) => wait(document, sound, urls))]))
  return {
    caller: (destination, callSid, office) => documents[destination](callSid, office),
    leg,
    supervisor: (callSid, muted) => supervisors[muted ? 0 : 1]?.(callSid) ?? HANGUP,
    silence: (url) =>
      documentOf((document) => {
        document.pause({ length: SILENCE_S })
        document.redirect({ method: 'POST' }, url)
      }),
    legOnHold: hold,
    legThatDials,
    lineTest: documentOf((document) => document.play({ loop: LINE_TEST_RINGS }, urls.sound('ringback'))),
    wait: (sound) => waits.get(sound) ?? HANGUP,
    ringThenRequest: (url) => documentOf((document) => ringThenRequest(document, url, urls)),
  }
}

/**
 * The caller neither starts nor ends the room: the caller hears ringback until an agent joins, and the agent's leg
 * stays when the caller is redirected. The first participant's callbacks count for the whole room.
 */
function callerInRoom(document: Document, urls: TwilioUrls): void {
  document.dial({ action: urls.caller(ANY_CALL), method: 'POST' }).conference(
    {
      beep: 'false',
      jitterBufferSize: 'small',
      startConferenceOnEnter: false,
      endConferenceOnExit: false,
      waitUrl: urls.wait('ringback'),
      waitMethod: 'POST',
      statusCallback: urls.room(),
      statusCallbackMethod: 'POST',
      statusCallbackEvent: ['start', 'end', 'join', 'leave'],
    },
    roomOf(ANY_CALL),
  )
}

/**
 * No participant label: it must be unique in a room, and a console that reconnects may join before its old leg has
 * left. A participant who is alone in a room hears `waitUrl`; an empty one is silence.
 */
function legInRoom(
  document: Document,
  waitUrl: string,
  differently: { startConferenceOnEnter?: boolean; muted?: boolean } = {},
): void {
  document.dial().conference(
    {
      beep: 'false',
      jitterBufferSize: 'small',
      startConferenceOnEnter: true,
      endConferenceOnExit: false,
      waitUrl,
      ...(waitUrl === '' ? {} : { waitMethod: 'POST' }),
      ...differently,
    },
    roomOf(ANY_CALL),
  )
}

function announce(
  document: Document,
  words: Announcement,
  { voice }: OfficeSettings,
  urls: TwilioUrls,
): void {
  if (words.kind === 'play') {
    document.play(urls.audio(words.audio))
    return
  }
  const spoken = VOICES.find((one) => one.voice === voice)
  document.say(spoken ? { voice: spoken.voice, language: spoken.language } : {}, words.text)
}

/** If the caller says nothing, Twilio continues with the next verb, which hangs up. */
function record(document: Document, callSid: string, urls: TwilioUrls): void {
  document.record({
    action: urls.caller(callSid),
    method: 'POST',
    recordingStatusCallback: urls.recording(callSid),
    recordingStatusCallbackMethod: 'POST',
    maxLength: LONGEST_MESSAGE_S,
    timeout: SILENCE_ENDS_MESSAGE_S,
    // A caller who presses a key, or whose cheek does, goes on talking.
    finishOnKey: '',
    playBeep: true,
  })
  document.hangup()
}

/** At its end the document redirects to itself, by an address with retries: otherwise the caller would hear silence. */
function wait(document: Document, sound: Sound, urls: TwilioUrls): void {
  document.play({ loop: PLAYS_PER_REQUEST }, urls.sound(sound))
  document.redirect({ method: 'POST' }, urls.wait(sound))
}

/** One ring only: a caller waits no longer than that once we can answer again. */
function ringThenRequest(document: Document, url: string, urls: TwilioUrls): void {
  document.play(urls.sound('ringback'))
  document.redirect({ method: 'POST' }, url)
}

/** Names the caller's room; holds nothing personal. */
export const roomOf = (callSid: string) => `room-${callSid}`

function documentOf(write: (document: Document) => unknown): string {
  const document = new VoiceResponse()
  write(document)
  return document.toString()
}

const always = (document: string) => () => document

/** Builds the document once. A call's sid is letters and digits only, so that nothing needs escaping. */
function forAnyCall(write: (document: Document) => void): (callSid: string) => string {
  const parts = documentOf(write).split(ANY_CALL)
  return (callSid) => parts.join(callSid)
}
