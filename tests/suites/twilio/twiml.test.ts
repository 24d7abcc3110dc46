import { expect, test } from 'vitest'
import { twimlOf } from '../../../coordinator/twilio/twiml.ts'
import { twilioUrls } from '../../../coordinator/twilio/urls.ts'
import { parseTwiml } from '../../simulator/twiml/verbs.ts'

const ORIGIN = 'https://desk.example.com'
const RETRIES = '#rc=3&rp=5xx,ct,rt'
const twiml = twimlOf(twilioUrls(ORIGIN))
const CALL = 'CA0123456789abcdef0123456789abcdef'

test('a caller in the room waits with ringback, silently joined and harmlessly left', () => {
  expect(parseTwiml(twiml.caller('room', CALL))).toMatchObject([
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
    expect(parseTwiml(twiml.caller(place, CALL))).toEqual([
      { verb: 'Redirect', method: 'POST', url: `${ORIGIN}/api/twilio/wait/${place}${RETRIES}` },
    ])
})

test('voicemail greets, records, and hangs up when nobody spoke', () => {
  expect(parseTwiml(twiml.caller('voicemail', CALL))).toMatchObject([
    { verb: 'Say' },
    {
      verb: 'Record',
      action: `${ORIGIN}/api/twilio/calls/${CALL}/twiml${RETRIES}`,
      recordingStatusCallback: `${ORIGIN}/api/twilio/recording?callSid=${CALL}${RETRIES}`,
      maxLength: 120,
      playBeep: true,
    },
    { verb: 'Hangup' },
  ])
})

test('every address that Twilio gets asks for retries, and has its query sorted', () => {
  const urls = twilioUrls(ORIGIN)
  const all = [
    urls.caller(CALL),
    urls.caller(CALL, 7),
    urls.wait('hold'),
    urls.sound('park'),
    urls.room(),
    urls.recording(CALL),
    urls.outsideLeg(CALL),
    urls.outsideStatus(CALL),
  ].map((url) => new URL(url))
  for (const { hash, origin, searchParams } of all) {
    expect([hash, origin]).toEqual([RETRIES, ORIGIN])
    expect([...searchParams.keys()]).toEqual([...searchParams.keys()].sort())
  }
})
