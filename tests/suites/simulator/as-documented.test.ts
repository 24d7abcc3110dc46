import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { tone } from '../../simulator/media/sources.ts'
import { writeWav } from '../../simulator/media/wav.ts'
import {
  CREDENTIALS,
  NUMBER,
  pointAt,
  startTestSimulator,
  startWebhookServer,
  type TestSimulator,
  until,
  type WebhookServer,
} from './test-simulator.ts'

let bench: TestSimulator
let deployment: WebhookServer

const ROOM = 'beep="false" statusCallback="/room" statusCallbackEvent="start end join leave mute hold"'

beforeEach(async () => {
  bench = await startTestSimulator({ outboundPerSecond: 50 })
  deployment = await startWebhookServer({
    '/voice': () =>
      `<Dial action="/after"><Conference ${ROOM} startConferenceOnEnter="false" waitUrl="/wait/once">r</Conference></Dial>`,
    '/leg': () => `<Dial><Conference beep="false" participantLabel="ann">r</Conference></Dial>`,
    '/wait/once': () => '<Play>/ring.wav</Play>',
    '/ring.wav': () => ({ type: 'audio/wav', body: writeWav(tone([[440, 0.1]], 0.1)) }),
    '/elsewhere': () => '<Pause length="60"/>',
  })
  await pointAt(bench, deployment)
})
afterEach(async () => {
  await bench.simulator.close()
  await deployment.stop()
})

const live = async () => {
  const sid = await bench.caller.call({ callerName: 'Ann' })
  await until(async () => (await bench.caller.state(sid)).status === 'in-progress')
  return sid
}
const browser = (identity: string, callSid: string) =>
  bench.caller.ask<{ callSid: string }>(`/sim/clients/${identity}/calls`, { params: { callSid } })
const hasEnded = async (sid: string) => (await bench.caller.state(sid)).status === 'completed'

test('a room falls silent when the document of its waitUrl runs out', async () => {
  const sid = await live()
  await until(async () => (await bench.caller.state(sid)).hears.kind === 'playback')
  await until(async () => (await bench.caller.state(sid)).hears.kind === 'silence')
  const { frames } = (await bench.caller.state(sid)).hears
  await until(async () => (await bench.caller.state(sid)).hears.frames > frames + 50)
  expect((await bench.caller.state(sid)).hears).toMatchObject({ kind: 'silence', level: 0 })
  expect(deployment.to('/wait/once')).toHaveLength(1)
})

describe('a call lasts only so long', () => {
  test('as the account allows', async () => {
    await bench.simulator.close()
    bench = await startTestSimulator({ callLimitMs: 300 })
    await pointAt(bench, deployment)
    const sid = await live()
    await until(() => hasEnded(sid))
    await until(() => deployment.to('/status').some(({ params }) => params.CallStatus === 'completed'))
  })

  test('as was said when it was made, or later', async () => {
    const made = await bench.client.calls.create({
      to: '+12175550101',
      from: NUMBER,
      url: `${deployment.url}/elsewhere`,
      timeLimit: 1,
    })
    const sid = await live()
    await bench.client.calls(sid).update({ timeLimit: 1 })
    await until(() => hasEnded(made.sid))
    await until(() => hasEnded(sid))
  })
})

test('the REST API has no word for a leg that is only on its way', async () => {
  await bench.caller.ask('/sim/numbers/+12175550107', { behaviour: 'busy', afterMs: 60_000 })
  const { sid } = await bench.client.calls.create({
    to: '+12175550107',
    from: NUMBER,
    url: `${deployment.url}/x`,
  })
  await until(async () => (await bench.caller.state(sid)).status === 'initiated')
  expect((await bench.client.calls(sid).fetch()).status).toBe('queued')
  expect((await bench.client.calls.list({ status: 'queued' })).map((call) => call.sid)).toEqual([sid])
})

/** On every request about a leg. */
const LEG = {
  AccountSid: CREDENTIALS.accountSid,
  ApiVersion: '2010-04-01',
  CallSid: expect.stringMatching(/^CA[0-9a-f]{32}$/),
  CallStatus: expect.stringMatching(/^(ringing|in-progress|completed)$/),
  Direction: 'inbound',
  From: expect.any(String),
  To: expect.any(String),
  Caller: expect.any(String),
  Called: expect.any(String),
}
const PLACES = ['From', 'To', 'Caller', 'Called'].flatMap((of) =>
  ['City', 'State', 'Zip', 'Country'].map((what) => `${of}${what}`),
)
const RFC_2822 = expect.stringMatching(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/)

describe('a webhook carries what is documented, also what nobody here reads', () => {
  test('for a caller', async () => {
    await live()
    const { params } = await until(() => deployment.to('/voice')[0])
    expect(params).toMatchObject({ ...LEG, CallStatus: 'ringing', CallerName: 'Ann' })
    expect(Object.keys(params)).toEqual(expect.arrayContaining([...PLACES, 'CallToken', 'StirVerstat']))
  })

  test('for the leg of a browser', async () => {
    await browser('ann', await live())
    const { params } = await until(() => deployment.to('/leg')[0])
    expect(params).toMatchObject({
      ...LEG,
      From: 'client:ann',
      ApplicationSid: CREDENTIALS.twimlAppSid,
      callSid: expect.stringMatching(/^CA/),
    })
  })

  test('for the end of a leg', async () => {
    const sid = await live()
    await bench.caller.hangUp(sid)
    const { params } = await until(() => deployment.to('/status')[0])
    expect(params).toMatchObject({
      ...LEG,
      CallSid: sid,
      CallStatus: 'completed',
      CallDuration: expect.stringMatching(/^\d+$/),
      Timestamp: RFC_2822,
      CallbackSource: 'call-progress-events',
      SequenceNumber: '0',
      SipResponseCode: '200',
    })
  })

  test('for what happens in a room', async () => {
    const sid = await live()
    const ann = await browser('ann', sid)
    await until(() => deployment.to('/room').length >= 3)
    const [room] = await bench.client.conferences.list({ status: 'in-progress' })
    await bench.client
      .conferences(room?.sid ?? '')
      .participants(sid)
      .update({ muted: true, hold: true })
    await bench.caller.hangUp(ann.callSid)
    const told = (event: string) =>
      until(() => deployment.to('/room').find(({ params }) => params.StatusCallbackEvent === event))
    const ROOM_EVENT = {
      AccountSid: CREDENTIALS.accountSid,
      ConferenceSid: room?.sid,
      FriendlyName: 'r',
      SequenceNumber: expect.stringMatching(/^\d+$/),
      Timestamp: RFC_2822,
    }
    const PARTICIPANT = { CallSid: sid, Coaching: 'false', Hold: 'false', StartConferenceOnEnter: 'false' }
    expect((await told('conference-start')).params).toMatchObject(ROOM_EVENT)
    expect((await told('participant-join')).params).toMatchObject({ ...ROOM_EVENT, ...PARTICIPANT })
    expect((await told('participant-mute')).params).toMatchObject({
      ...ROOM_EVENT,
      CallSid: sid,
      Muted: 'true',
    })
    expect((await told('participant-hold')).params).toMatchObject({
      ...ROOM_EVENT,
      CallSid: sid,
      Hold: 'true',
    })
    expect((await told('participant-leave')).params).toMatchObject({
      ...ROOM_EVENT,
      CallSid: ann.callSid,
      ParticipantLabel: 'ann',
      ReasonParticipantLeft: 'participant_hung_up',
    })
  })

  test('for the end of a Dial, which after a room names no other leg', async () => {
    const sid = await live()
    await bench.client.calls(sid).update({ url: `${deployment.url}/elsewhere` })
    const { params } = await until(() => deployment.to('/after')[0])
    expect(params).toMatchObject({ ...LEG, CallSid: sid, DialCallStatus: 'answered', DialBridged: 'true' })
    expect(params).not.toHaveProperty('DialCallSid')
    expect(params).not.toHaveProperty('DialCallDuration')
  })
})
