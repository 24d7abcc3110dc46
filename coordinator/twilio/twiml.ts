import twilio from 'twilio'
import type { CallerDestination } from '../../machines/call/selectors.ts'
import {
  type Announcement,
  closedWords,
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
 * How often a sound is played before its document is asked for again: minutes, so that few callers
 * need us at any one moment, and a restart goes by unheard.
 */
const PLAYS_PER_REQUEST = 20

/** Stands for the call's sid while a document is built once for all calls. */
const ANY_CALL = 'CALLSID'

/** Every document that Twilio gets from us. */
export interface Twiml {
  /** Where the caller is, said in TwiML, with the office's words as they are now. */
  caller(place: CallerDestination, callSid: string, office: OfficeSettings): string
  /** An agent, or a number outside, joins the caller's room. */
  leg(callSid: string): string
  /** An agent waits in the room for the number that is being called, and hears that it rings. */
  legThatDials(callSid: string): string
  wait(sound: Sound): string
  /** Keeps the caller on the line for a moment, who then asks there again. */
  askAgain(url: string): string
}

export const HANGUP = documentOf((document) => document.hangup())
/** Turns a leg away before it is answered, so that nobody pays for it. */
export const REJECT = documentOf((document) => document.reject())

export function twimlOf(urls: TwilioUrls): Twiml {
  const places: Record<CallerDestination, (callSid: string, office: OfficeSettings) => string> = {
    room: forAnyCall((document) => callerInRoom(document, urls)),
    hold: always(documentOf((document) => document.redirect({ method: 'POST' }, urls.wait('hold')))),
    park: always(documentOf((document) => document.redirect({ method: 'POST' }, urls.wait('park')))),
    greeting: (callSid, office) =>
      documentOf((document) => {
        if (office.greeting) announce(document, office.greeting, office, urls)
        document.redirect({ method: 'POST' }, urls.greeted(callSid))
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
  const legThatDials = forAnyCall((document) => legInRoom(document, urls.wait('ringback')))
  const waits = new Map(SOUNDS.map((sound) => [sound, documentOf((document) => wait(document, sound, urls))]))
  return {
    caller: (place, callSid, office) => places[place](callSid, office),
    leg,
    legThatDials,
    wait: (sound) => waits.get(sound) ?? HANGUP,
    askAgain: (url) => documentOf((document) => askAgain(document, url, urls)),
  }
}

/**
 * The caller neither starts the room nor ends it: until an agent comes there is ringback, and moving
 * the caller out leaves the agent's leg where it is. A room's callbacks are those of whoever came first.
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
 * No participant label: it must be unique in a room, and a console that connects anew may come before
 * its old leg is gone. Whoever is alone in a room hears what `waitUrl` says; an empty one is silence.
 */
function legInRoom(document: Document, waitUrl: string): void {
  document.dial().conference(
    {
      beep: 'false',
      jitterBufferSize: 'small',
      startConferenceOnEnter: true,
      endConferenceOnExit: false,
      waitUrl,
      ...(waitUrl === '' ? {} : { waitMethod: 'POST' }),
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

/** Nothing said, and the caller is still there: the document goes on, and that is the end. */
function record(document: Document, callSid: string, urls: TwilioUrls): void {
  document.record({
    action: urls.caller(callSid),
    method: 'POST',
    recordingStatusCallback: urls.recording(callSid),
    recordingStatusCallbackMethod: 'POST',
    maxLength: LONGEST_MESSAGE_S,
    timeout: SILENCE_ENDS_MESSAGE_S,
    playBeep: true,
  })
  document.hangup()
}

/** Falls silent when it runs out, so it names itself again, with the retries that its address asks for. */
function wait(document: Document, sound: Sound, urls: TwilioUrls): void {
  document.play({ loop: PLAYS_PER_REQUEST }, urls.sound(sound))
  document.redirect({ method: 'POST' }, urls.wait(sound))
}

/** One ring, so that whoever is let in again is not kept waiting for longer than that. */
function askAgain(document: Document, url: string, urls: TwilioUrls): void {
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
