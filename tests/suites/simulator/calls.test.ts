import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tone } from '../../simulator/media/sources.ts'
import { readWav, writeWav } from '../../simulator/media/wav.ts'
import {
  CREDENTIALS,
  NUMBER,
  pointAt,
  pointNumber,
  type ReceivedWebhook,
  startTestSimulator,
  startWebhookServer,
  type TestSimulator,
  until,
  type WebhookServer,
} from './test-simulator.ts'

const ROOM_ATTRIBUTES =
  'beep="false" waitUrl="/wait/ringback" statusCallback="/room" statusCallbackEvent="start end join leave"'
const WAITING = `<Dial action="/after"><Conference startConferenceOnEnter="false" ${ROOM_ATTRIBUTES}>room-1</Conference></Dial>`
const AGENT = '<Dial><Conference beep="false">room-1</Conference></Dial>'

let bench: TestSimulator
let deployment: WebhookServer

beforeEach(async () => {
  bench = await startTestSimulator({ outboundPerSecond: 20 })
  deployment = await startWebhookServer({
    '/voice': () => WAITING,
    '/agent': () => AGENT,
    '/wait/ringback': () => '<Play>/ring.wav</Play><Redirect/>',
    '/once': () =>
      '<Dial><Conference startConferenceOnEnter="false" waitUrl="/wait/once">room-2</Conference></Dial>',
    '/wait/once': () => '<Play>/ring.wav</Play>',
    '/ring.wav': () => ({ type: 'audio/wav', body: writeWav(tone([[440, 0.1]], 0.2)) }),
    '/park': () => '<Play loop="0">/park.wav</Play>',
    '/park.wav': () => ({ type: 'audio/wav', body: writeWav(tone([[300, 1]], 0.4)) }),
    '/voicemail': () =>
      '<Say>Speak now</Say><Record action="/recorded" playBeep="false" recordingStatusCallback="/recording"/>',
    '/short': () => '<Record action="/recorded" playBeep="false" timeout="1"/>',
    '/number': () => '<Dial action="/after" timeout="1"><Number>+12175550104</Number></Dial>',
    '/busy': () => '<Dial action="/after"><Number>+12175550108</Number></Dial>',
    '/nobody': () => '<Dial action="/after" timeout="0"><Number>+12175550109</Number></Dial>',
    '/keys': () => '<Gather action="/pressed" numDigits="3"><Say>Press three keys</Say></Gather>',
    '/pressed': ({ params }) => `<Say>${params.Digits}</Say><Pause length="60"/>`,
    '/queue': () => '<Enqueue waitUrl="/wait/ringback">support</Enqueue>',
    '/circle': () => '<Redirect>/circle</Redirect>',
    '/reject': () => '<Reject reason="busy"/>',
    '/broken': () => ({ type: 'text/xml', body: '<Response><Say>' }),
    '/after': () => '',
  })
  await pointAt(bench, deployment)
})

afterEach(async () => {
  await bench.simulator.close()
  await deployment.stop()
})

const at = (path: string) => `${deployment.url}${path}`
const agentJoins = () => bench.client.calls.create({ to: '+12175550101', from: NUMBER, url: at('/agent') })
const redirect = (sid: string, path: string) => bench.client.calls(sid).update({ url: at(path) })
const names = (webhooks: ReceivedWebhook[]) => webhooks.map((webhook) => webhook.params.StatusCallbackEvent)

test('a caller waits with the looping music of a room until somebody may start it', async () => {
  const caller = await bench.caller.call({ from: '+12175550142', callerName: 'Ann' })
  await bench.caller.where(caller, 'ringing')
  await until(() => deployment.to('/wait/ringback').length > 2)
  expect(await bench.caller.state(caller)).toMatchObject({
    hears: { kind: 'playback', label: at('/ring.wav') },
  })
  await agentJoins()
  await bench.caller.where(caller, 'talking with +12175550101')
  await until(async () => (await bench.caller.state(caller)).hears.kind === 'voices')
  await until(() => names(deployment.to('/room')).includes('conference-start'))
  expect(deployment.to('/voice')[0]?.params).toMatchObject({
    From: '+12175550142',
    To: NUMBER,
    CallerName: 'Ann',
    CallStatus: 'ringing',
    Direction: 'inbound',
    FromCity: 'CHAMPAIGN',
  })
})

test('a redirect takes the caller out of the room and tells the action of the Dial', async () => {
  const caller = await bench.caller.call()
  await bench.caller.where(caller, 'ringing')
  await agentJoins()
  await bench.caller.where(caller, /^talking/)
  await redirect(caller, '/park')
  await bench.caller.where(caller, 'park music')
  const action = await until(() => deployment.to('/after')[0])
  expect(action.params).toMatchObject({
    CallSid: caller,
    DialCallStatus: 'answered',
    CallStatus: 'in-progress',
  })
  expect(action.params).not.toHaveProperty('DialCallSid')
  await until(() => names(deployment.to('/room')).includes('participant-leave'))
  const rooms = await bench.client.conferences.list({ status: 'in-progress' })
  expect(rooms.map((room) => room.friendlyName)).toEqual(['room-1'])
  await redirect(caller, '/voice')
  await bench.caller.where(caller, /^talking/)
})

test('there is silence in a room once the document of its waitUrl has run out', async () => {
  await pointNumber(bench, { voiceUrl: at('/once') })
  const caller = await bench.caller.call()
  await until(async () => (await bench.caller.state(caller)).hears.kind === 'playback')
  // The level falls over some frames.
  await until(async () => {
    const { kind, level } = (await bench.caller.state(caller)).hears
    return kind === 'silence' && level === 0
  })
  expect(await bench.caller.state(caller)).toMatchObject({
    room: { name: 'room-2' },
    status: 'in-progress',
  })
  expect(deployment.to('/wait/once')).toHaveLength(1)
})

test('the telephone network lets a caller hear that it rings until something answers', async () => {
  const answering: ServerResponse[] = []
  const thinking = createServer((_, response) => void answering.push(response)).listen(0, '127.0.0.1')
  await once(thinking, 'listening')
  const { port } = thinking.address() as AddressInfo
  await pointNumber(bench, { voiceUrl: `http://127.0.0.1:${port}/` })
  const caller = await bench.caller.call()
  await until(async () => (await bench.caller.state(caller)).hears.level > 0.05)
  expect(await bench.caller.state(caller)).toMatchObject({ status: 'ringing', hears: { kind: 'ringback' } })
  answering[0]?.setHeader('Content-Type', 'text/xml').end('<Response><Pause length="60"/></Response>')
  await until(async () => (await bench.caller.state(caller)).status === 'in-progress')
  await until(async () => (await bench.caller.state(caller)).hears.kind === 'silence')
  thinking.close()
  thinking.closeAllConnections()
})

test('a document given inline is heard after a room', async () => {
  const caller = await bench.caller.call()
  await bench.caller.where(caller, 'ringing')
  await agentJoins()
  await bench.caller.where(caller, /^talking/)
  const twiml = `<Response><Say>${'One moment please. '.repeat(20)}</Say><Pause length="60"/></Response>`
  await bench.client.calls(caller).update({ twiml })
  await until(async () => (await bench.caller.state(caller)).hears.kind === 'speech')
  const { frames } = (await bench.caller.state(caller)).hears
  await until(async () => (await bench.caller.state(caller)).hears.frames > frames + 25)
  expect((await bench.caller.state(caller)).hears).toMatchObject({ kind: 'speech' })
})

test('a room ends with its last participant', async () => {
  const caller = await bench.caller.call()
  await until(() => names(deployment.to('/room')).includes('participant-join'))
  await bench.caller.hangUp(caller)
  const end = await until(() =>
    deployment.to('/room').find((each) => each.params.StatusCallbackEvent === 'conference-end'),
  )
  expect(end.params).toMatchObject({ FriendlyName: 'room-1', ReasonConferenceEnded: 'last-participant-left' })
  const [room] = await bench.client.conferences.list()
  expect(room).toMatchObject({ status: 'completed', callSidEndingConference: caller })
})

test('the end of an inbound call is the only thing its number reports', async () => {
  const caller = await bench.caller.call()
  await bench.caller.where(caller, 'ringing')
  await until(async () => (await bench.caller.state(caller)).status === 'in-progress')
  await bench.caller.hangUp(caller)
  const status = await until(() => deployment.to('/status')[0])
  expect(status.params).toMatchObject({ CallStatus: 'completed', SequenceNumber: '0', CallDuration: '1' })
  expect(status.params.CallbackSource).toBe('call-progress-events')
  expect(deployment.to('/status')).toHaveLength(1)
})

test('a call made by REST reports its progress in order', async () => {
  const events = ['initiated', 'ringing', 'answered', 'completed']
  const call = await bench.client.calls.create({
    to: '+12175550101',
    from: NUMBER,
    twiml: '<Response><Say>Hello</Say></Response>',
    statusCallback: at('/progress'),
    statusCallbackEvent: events,
  })
  expect(call).toMatchObject({ status: 'queued', direction: 'outbound-api' })
  await until(() => deployment.to('/progress').length === 4)
  const seen = deployment
    .to('/progress')
    .map(({ params }) => [Number(params.SequenceNumber), params.CallStatus])
  expect(seen.sort()).toEqual([
    [0, 'initiated'],
    [1, 'ringing'],
    [2, 'in-progress'],
    [3, 'completed'],
  ])
})

test('calls made by REST wait for their turn', async () => {
  await bench.simulator.close()
  bench = await startTestSimulator({ outboundPerSecond: 1, ringMs: 0 })
  const create = () => bench.client.calls.create({ to: '+12175550101', from: NUMBER, url: at('/agent') })
  const first = await create()
  const second = await create()
  await until(async () => (await bench.caller.state(first.sid)).status === 'in-progress')
  expect((await bench.caller.state(second.sid)).status).toBe('queued')
  await until(async () => (await bench.caller.state(second.sid)).status === 'in-progress')
})

test('numbers answer, are busy or let it ring, and the Dial action learns which', async () => {
  for (const [path, status] of [
    ['/busy', 'busy'],
    ['/nobody', 'no-answer'],
  ] as const) {
    await pointNumber(bench, { voiceUrl: at(path) })
    const before = deployment.to('/after').length
    await bench.caller.call()
    const action = await until(() => deployment.to('/after')[before])
    expect(action.params).toMatchObject({ DialCallStatus: status, DialBridged: 'false' })
  }
  await pointNumber(bench, { voiceUrl: at('/number') })
  const caller = await bench.caller.call()
  await bench.caller.where(caller, 'talking with +12175550104')
  const [other] = (await bench.caller.state(caller)).withLegs
  await bench.caller.hangUp(other?.callSid ?? '')
  const action = await until(() => deployment.to('/after')[2])
  expect(action.params).toMatchObject({
    DialCallStatus: 'completed',
    DialCallSid: other?.callSid,
    DialCallDuration: '1',
  })
  await bench.caller.where(caller, 'ended')
})

test('a number does what it is taught', async () => {
  await bench.caller.ask('/sim/numbers/+12175550104', { behaviour: 'busy' })
  await pointNumber(bench, { voiceUrl: at('/number') })
  await bench.caller.call()
  expect((await until(() => deployment.to('/after')[0])).params.DialCallStatus).toBe('busy')
})

test('voicemail is recorded, reported and can be fetched', async () => {
  await pointNumber(bench, { voiceUrl: at('/voicemail') })
  const caller = await bench.caller.call()
  await bench.caller.where(caller, 'voicemail')
  await until(async () => (await bench.caller.state(caller)).says.frames > 60)
  await bench.caller.hangUp(caller)
  const report = await until(() => deployment.to('/recording')[0])
  expect(report.params).toMatchObject({
    CallSid: caller,
    RecordingStatus: 'completed',
    RecordingDuration: '1',
  })
  const action = await until(() => deployment.to('/recorded')[0])
  expect(action.params).toMatchObject({ Digits: 'hangup', CallStatus: 'completed' })
  const url = `${report.params.RecordingUrl}.wav`
  expect((await fetch(url)).status).toBe(401)
  const { accountSid, authToken } = CREDENTIALS
  const Authorization = `Basic ${btoa(`${accountSid}:${authToken}`)}`
  const media = await fetch(url, { headers: { Authorization } })
  const wav = Buffer.from(await media.arrayBuffer())
  expect(media.headers.get('Content-Type')).toBe('audio/x-wav')
  expect(Number(media.headers.get('Content-Length'))).toBe(wav.length)
  expect(readWav(wav).length).toBeGreaterThan(6_000)
  const part = await fetch(url, { headers: { Authorization, Range: 'bytes=44-' } })
  expect(part.status).toBe(206)
  expect(part.headers.get('Content-Range')).toBe(`bytes 44-${wav.length - 1}/${wav.length}`)
  expect(Buffer.from(await part.arrayBuffer())).toEqual(wav.subarray(44))
  const head = await fetch(url, { method: 'HEAD', headers: { Authorization } })
  expect(head.headers.get('Accept-Ranges')).toBe('bytes')
  const recording = await bench.client.recordings(report.params.RecordingSid ?? '').fetch()
  expect(recording).toMatchObject({ callSid: caller, status: 'completed' })
})

test('what was recorded is there for the next simulator of the same folder, until it is deleted', async () => {
  const recordingsDir = mkdtempSync(join(tmpdir(), 'switchyard-recordings-'))
  const restart = async () => {
    await bench.simulator.close()
    bench = await startTestSimulator({ recordingsDir })
  }
  await restart()
  await pointNumber(bench, { voiceUrl: at('/voicemail') })
  const caller = await bench.caller.call()
  await bench.caller.where(caller, 'voicemail')
  await until(async () => (await bench.caller.state(caller)).says.frames > 60)
  await bench.caller.hangUp(caller)
  const { RecordingSid = '' } = (await until(() => deployment.to('/recording')[0])).params
  const url = (ending: string) =>
    `${bench.simulator.url}/2010-04-01/Accounts/${CREDENTIALS.accountSid}/Recordings/${RecordingSid}.${ending}`
  const get = (ending: string) =>
    fetch(url(ending), {
      headers: { Authorization: `Basic ${btoa(`${CREDENTIALS.accountSid}:${CREDENTIALS.authToken}`)}` },
    })
  const before = await (await get('wav')).arrayBuffer()
  await restart()
  expect(await bench.client.recordings(RecordingSid).fetch()).toMatchObject({ callSid: caller })
  expect(Buffer.from(await (await get('wav')).arrayBuffer()).equals(Buffer.from(before))).toBe(true)
  await bench.client.recordings(RecordingSid).remove()
  await restart()
  expect((await get('wav')).status).toBe(404)
  expect(readdirSync(recordingsDir)).toEqual([])
  rmSync(recordingsDir, { recursive: true })
})

test('silence ends a recording', async () => {
  await pointNumber(bench, { voiceUrl: at('/short') })
  const caller = await bench.caller.call()
  await bench.caller.where(caller, 'voicemail')
  await until(async () => (await bench.caller.state(caller)).says.frames > 40)
  await bench.caller.ask(`/sim/calls/${caller}/speech`, { speaking: false })
  expect((await until(() => deployment.to('/recorded')[0])).params).toMatchObject({
    Digits: '',
    CallStatus: 'in-progress',
  })
})

test('keys that are pressed reach the Gather', async () => {
  await pointNumber(bench, { voiceUrl: at('/keys') })
  const caller = await bench.caller.call()
  await until(async () => (await bench.caller.state(caller)).hears.kind === 'speech')
  await bench.caller.ask(`/sim/calls/${caller}/digits`, { digits: '42' })
  await bench.caller.ask(`/sim/calls/${caller}/digits`, { digits: '7' })
  expect((await until(() => deployment.to('/pressed')[0])).params.Digits).toBe('427')
})

test('somebody in a queue hears its music', async () => {
  await pointNumber(bench, { voiceUrl: at('/queue') })
  const caller = await bench.caller.call()
  await until(async () => (await bench.caller.state(caller)).hears.kind === 'playback')
  expect((await bench.caller.state(caller)).where).toBe('ringing')
})

test('documents that redirect in a circle fail after a while instead of turning for ever', async () => {
  await pointNumber(bench, { voiceUrl: at('/circle') })
  const caller = await bench.caller.call()
  await until(() => deployment.to('/circle').length > 4)
  const { length } = deployment.to('/circle')
  await until(() => deployment.to('/circle').length > length)
  expect(deployment.to('/circle').length).toBeLessThan(40)
  await bench.caller.hangUp(caller)
})

test('a document that cannot be read ends the call with an apology', async () => {
  await pointNumber(bench, { voiceUrl: at('/broken') })
  const caller = await bench.caller.call()
  await bench.caller.where(caller, 'ended')
  const [error] = await bench.caller.ask<Array<{ code: number; callSid: string }>>('/sim/errors')
  expect(error).toMatchObject({ code: 12100, callSid: caller })
})

test('a rejected call is busy', async () => {
  await pointNumber(bench, { voiceUrl: at('/reject') })
  const caller = await bench.caller.call()
  await bench.caller.where(caller, 'ended')
  expect((await until(() => deployment.to('/status')[0])).params.CallStatus).toBe('busy')
})
