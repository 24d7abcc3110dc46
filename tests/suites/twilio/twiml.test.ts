import { expect, test } from 'vitest'
import { NEW_OFFICE, type Office } from '../../../coordinator/protocol/office/settings.ts'
import { twimlOf } from '../../../coordinator/twilio/twiml.ts'
import { twilioUrls } from '../../../coordinator/twilio/urls.ts'
import { parseTwiml } from '../../simulator/twiml/verbs.ts'

const ORIGIN = 'https://desk.example.com'
const RETRIES = '#rc=3&rp=5xx,ct,rt'
const twiml = twimlOf(twilioUrls(ORIGIN))
const CALL = 'CA0123456789abcdef0123456789abcdef'

test('a caller in the room waits with ringback, silently joined and harmlessly left', () => {
  expect(parseTwiml(twiml.caller('room', CALL, NEW_OFFICE))).toMatchObject([
    {
      verb: 'Dial',
      action: `${ORIGIN}/api/twilio/calls/${CALL}/twiml${RETRIES}`,
      method: 'POST',
      conference: {
        name: `room-${CALL}`,
        beep: 'false',
        jitterBufferSize: 'small',
        startConferenceOnEnter: false,
        endConferenceOnExit: false,
        waitUrl: `${ORIGIN}/api/twilio/wait/ringback${RETRIES}`,
        statusCallback: `${ORIGIN}/api/twilio/room${RETRIES}`,
        statusCallbackEvent: ['start', 'end', 'join', 'leave'],
      },
    },
  ])
})

test('a leg starts the same room, in silence, and does not end it', () => {
  expect(parseTwiml(twiml.leg(CALL))).toMatchObject([
    {
      conference: {
        name: `room-${CALL}`,
        beep: 'false',
        startConferenceOnEnter: true,
        endConferenceOnExit: false,
        waitUrl: '',
      },
    },
  ])
})

test('hold and park are somewhere else to ask', () => {
  for (const place of ['hold', 'park'] as const)
    expect(parseTwiml(twiml.caller(place, CALL, NEW_OFFICE))).toEqual([
      { verb: 'Redirect', method: 'POST', url: `${ORIGIN}/api/twilio/wait/${place}${RETRIES}` },
    ])
})

test('voicemail greets, records, and hangs up when nobody spoke', () => {
  expect(parseTwiml(twiml.caller('voicemail', CALL, NEW_OFFICE))).toMatchObject([
    { verb: 'Say' },
    {
      verb: 'Record',
      action: `${ORIGIN}/api/twilio/calls/${CALL}/twiml${RETRIES}`,
      recordingStatusCallback: `${ORIGIN}/api/twilio/recording?callSid=${CALL}${RETRIES}`,
      maxLength: 120,
      playBeep: true,
      // No key ends the message.
      finishOnKey: '',
    },
    { verb: 'Hangup' },
  ])
})

test('a greeting is said before the caller asks what comes next, and again while nobody has heard it', () => {
  const office: Office = { ...NEW_OFFICE, greeting: { kind: 'say', text: 'Lee & <Sons>, "hello"' } }
  const document = twiml.caller('greeting', CALL, office)
  expect(document).toContain('Lee &amp; &lt;Sons&gt;')
  expect(parseTwiml(document)).toMatchObject([
    { verb: 'Say', text: 'Lee & <Sons>, "hello"' },
    { verb: 'Redirect', url: `${ORIGIN}/api/twilio/calls/${CALL}/twiml?greeted=1${RETRIES}` },
  ])
  // Nobody is greeted any more since: the caller only asks what comes next.
  expect(parseTwiml(twiml.caller('greeting', CALL, NEW_OFFICE))).toMatchObject([{ verb: 'Redirect' }])
})

test('a closed office says so in its own voice, and records or hangs up', () => {
  const office: Office = { ...NEW_OFFICE, voice: 'Polly.Marlene', closed: { kind: 'say', text: 'Zu.' } }
  expect(twiml.caller('closed', CALL, office)).toContain(
    '<Say voice="Polly.Marlene" language="de-DE">Zu.</Say>',
  )
  expect(parseTwiml(twiml.caller('closed', CALL, office))).toMatchObject([
    { text: 'Zu.' },
    { verb: 'Hangup' },
  ])
  expect(parseTwiml(twiml.caller('closedVoicemail', CALL, office))).toMatchObject([
    { text: 'Zu.' },
    { verb: 'Record' },
    { verb: 'Hangup' },
  ])
})

test('an uploaded sound is played from an address that names its content', () => {
  const audio = `${'ab'.repeat(32)}.mp3`
  const office: Office = { ...NEW_OFFICE, voicemail: { kind: 'play', audio, name: 'ours.mp3' } }
  expect(parseTwiml(twiml.caller('voicemail', CALL, office))).toMatchObject([
    { verb: 'Play', url: `${ORIGIN}/sounds/office/${audio}${RETRIES}` },
    { verb: 'Record' },
    { verb: 'Hangup' },
  ])
})

test('every address that Twilio gets asks for retries, and has its query sorted', () => {
  const urls = twilioUrls(ORIGIN)
  const all = [
    urls.caller(CALL),
    urls.caller(CALL, { rev: 7 }),
    urls.wait('hold'),
    urls.sound('park'),
    urls.room(),
    urls.recording(CALL),
    urls.caller(CALL, { greeted: true }),
    urls.caller(CALL, { greeted: true, rev: 7, recordingSid: 'RE1', seconds: 9 }),
    urls.audio(`${'0'.repeat(64)}.wav`),
    urls.outsideLeg(CALL),
    urls.outsideStatus(CALL),
  ].map((url) => new URL(url))
  for (const { hash, origin, searchParams } of all) {
    expect([hash, origin]).toEqual([RETRIES, ORIGIN])
    expect([...searchParams.keys()]).toEqual([...searchParams.keys()].sort())
  }
})
