import { afterEach, beforeEach, expect, test } from 'vitest'
import { withCallRecordings } from '../../setup/twilio-api/call-recordings.ts'
import { describedApi } from '../../setup/twilio-api/description.ts'
import type { Recording } from '../../simulator/recordings.ts'
import {
  CREDENTIALS,
  pointAt,
  startTestSimulator,
  startWebhookServer,
  type TestSimulator,
  until,
  type WebhookServer,
} from './test-simulator.ts'

let bench: TestSimulator
let deployment: WebhookServer

beforeEach(async () => {
  bench = await startTestSimulator()
  deployment = await startWebhookServer({
    '/voice': () => '<Dial><Conference beep="false" waitUrl="">room-1</Conference></Dial>',
    '/say': () => `<Say loop="0">${'word '.repeat(20)}</Say>`,
  })
  await pointAt(bench, deployment)
})

afterEach(async () => {
  await bench.simulator.close()
  await deployment.stop()
})

const answered = async () => {
  const sid = await bench.caller.call()
  await until(async () => (await bench.caller.state(sid)).status === 'in-progress')
  return sid
}

const recordingsOf = (callSid: string) => bench.client.calls(callSid).recordings
const record = (callSid: string) =>
  recordingsOf(callSid).create({
    recordingChannels: 'dual',
    recordingTrack: 'both',
    trim: 'do-not-trim',
    recordingStatusCallback: `${deployment.url}/recording`,
    recordingStatusCallbackEvent: ['in-progress', 'completed', 'absent'],
  })
const told = (status: string) =>
  until(() => deployment.to('/recording').find(({ params }) => params.RecordingStatus === status)?.params)

const framesOf = async (callSid: string) => (await bench.caller.state(callSid)).hears.frames
const sendsFrames = async (callSid: string, count: number) => {
  const frames = await framesOf(callSid)
  await until(async () => (await framesOf(callSid)) >= frames + count)
}

/** What the caller said and heard, frame by frame of 20 ms: whether there was anything. */
async function soundOf(recordingSid: string) {
  const { accountSid, authToken } = CREDENTIALS
  const address = `${bench.simulator.url}/2010-04-01/Accounts/${accountSid}/Recordings/${recordingSid}.wav`
  const file = await fetch(address, {
    headers: { Authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` },
  })
  const wav = Buffer.from(await file.arrayBuffer())
  expect([wav.readUInt16LE(22), wav.readUInt32LE(24), wav.readUInt16LE(32)]).toEqual([2, 8_000, 4])
  const frames = Array.from({ length: (wav.length - 44) / 640 }, (_, at) =>
    wav.subarray(44 + at * 640, 684 + at * 640),
  )
  const sounds = (frame: Buffer, channel: 0 | 2) =>
    Array.from({ length: 160 }, (_, at) => frame.readInt16LE(at * 4 + channel)).some((sample) => sample !== 0)
  return { said: frames.map((frame) => sounds(frame, 0)), heard: frames.map((frame) => sounds(frame, 2)) }
}

test('a call is recorded on two channels, wherever it is sent, until it ends', async () => {
  const caller = await answered()
  const recording = await record(caller)
  expect(recording).toMatchObject({
    callSid: caller,
    status: 'in-progress',
    source: 'StartCallRecordingAPI',
    channels: 2,
    track: 'both',
    duration: null,
  })
  expect(await told('in-progress')).toMatchObject({ RecordingSid: recording.sid, CallSid: caller })
  await sendsFrames(caller, 20)
  await bench.client.calls(caller).update({ url: `${deployment.url}/say` })
  await until(async () => (await bench.caller.state(caller)).hears.kind === 'speech')
  await sendsFrames(caller, 40)
  await bench.caller.hangUp(caller)
  const completed = await told('completed')
  expect(completed).toMatchObject({
    RecordingSid: recording.sid,
    RecordingDuration: '1',
    RecordingChannels: '2',
    RecordingTrack: 'both',
    RecordingSource: 'StartCallRecordingAPI',
    RecordingStartTime: expect.stringMatching(/ \+0000$/),
  })
  const { said, heard } = await soundOf(recording.sid)
  expect(said.length).toBeGreaterThan(50)
  expect(said.filter(Boolean).length).toBeGreaterThan(40)
  expect(heard.slice(0, 10)).not.toContain(true)
  expect(heard.slice(-30)).toContain(true)
})

test('a pause is silence on both channels, or is left out', async () => {
  const caller = await answered()
  await bench.client.calls(caller).update({ url: `${deployment.url}/say` })
  const { sid } = await record(caller)
  const start = await framesOf(caller)
  await sendsFrames(caller, 20)
  const current = recordingsOf(caller)('Twilio.CURRENT')
  expect((await current.update({ status: 'paused', pauseBehavior: 'silence' })).status).toBe('paused')
  expect(await bench.caller.ask<Recording[]>(`/sim/calls/${caller}/recordings`)).toMatchObject([
    { sid, status: 'paused', seconds: null },
  ])
  await sendsFrames(caller, 20)
  expect((await current.update({ status: 'in-progress' })).status).toBe('in-progress')
  await sendsFrames(caller, 20)
  await current.update({ status: 'paused', pauseBehavior: 'skip' })
  await sendsFrames(caller, 30)
  const end = await framesOf(caller)
  expect((await current.update({ status: 'stopped' })).status).toBe('stopped')
  await told('completed')
  const { said, heard } = await soundOf(sid)
  expect(said.length).toBeLessThan(end - start - 20)
  const marks = said.map((isLoud) => (isLoud ? 'x' : '.')).join('')
  const pause = /\.{18,}/.exec(marks)
  expect(marks.slice(0, pause?.index)).toContain('x')
  expect(marks.slice(marks.length - 15)).toContain('x')
  const [length, at] = [pause?.[0].length ?? 0, pause?.index ?? 0]
  expect(heard.slice(at + 1, at + length - 1)).not.toContain(true)
  expect(heard.slice(at + length)).toContain(true)
})

test('a recording is listed and deleted below its call and among all, once it is over', async () => {
  const caller = await answered()
  const first = await record(caller)
  expect((await record(caller)).sid).toBe(first.sid)
  await expect(bench.client.recordings(first.sid).remove()).rejects.toMatchObject({ code: 20009 })
  await sendsFrames(caller, 30)
  await recordingsOf(caller)(first.sid).update({ status: 'stopped' })
  const second = await record(caller)
  expect(await recordingsOf(caller).list()).toMatchObject([{ sid: second.sid }, { sid: first.sid }])
  expect(await bench.client.recordings.list({ callSid: caller })).toHaveLength(2)
  expect(await recordingsOf(caller)(first.sid).fetch()).toMatchObject({ status: 'completed', duration: '1' })
  await recordingsOf(caller)(first.sid).remove()
  await bench.caller.hangUp(caller)
  expect(await told('absent')).toMatchObject({ RecordingSid: second.sid, ErrorCode: '16101' })
  expect(await bench.client.recordings(second.sid).fetch()).toMatchObject({
    status: 'absent',
    errorCode: 16101,
  })
  await bench.client.recordings(second.sid).remove()
  expect(await recordingsOf(caller).list()).toEqual([])
})

test('what cannot be recorded is refused', async () => {
  const nobody = recordingsOf(`CA${'0'.repeat(32)}`)
  await expect(nobody.create()).rejects.toMatchObject({ status: 404, code: 20404 })
  const caller = await answered()
  const recordings = recordingsOf(caller)
  await expect(recordings('Twilio.CURRENT').update({ status: 'paused' })).rejects.toMatchObject({
    code: 20404,
  })
  await expect(recordings.create({ recordingChannels: 'three' })).rejects.toMatchObject({
    status: 400,
    code: 20001,
  })
  await expect(recordings.create({ recordingStatusCallback: 'nowhere' })).rejects.toMatchObject({
    code: 21205,
  })
  await expect(recordings.create({ recordingStatusCallbackEvent: ['begun'] })).rejects.toMatchObject({
    code: 20001,
  })
  const { sid } = await record(caller)
  await expect(recordings(sid).update({ status: 'completed' })).rejects.toMatchObject({ status: 400 })
  await recordings(sid).update({ status: 'stopped' })
  await expect(recordings(sid).update({ status: 'in-progress' })).rejects.toMatchObject({ code: 21220 })
  await bench.caller.hangUp(caller)
  await expect(recordings.create()).rejects.toMatchObject({ status: 400, code: 21220 })
})

test('its requests are refused and its callbacks lost by order', async () => {
  const caller = await answered()
  await bench.caller.ask('/sim/faults', { rest: { answer: 503, path: '/Recordings' } })
  await expect(record(caller)).rejects.toMatchObject({ status: 503 })
  await bench.caller.ask('/sim/faults', { callbacks: { drop: true } })
  await record(caller)
  await sendsFrames(caller, 30)
  await bench.caller.ask('/sim/faults', {})
  await bench.caller.hangUp(caller)
  await told('completed')
  expect(deployment.to('/recording')).toHaveLength(1)
})

test('its requests and answers are held against a description', async () => {
  const api = describedApi(withCallRecordings({ paths: {}, components: { schemas: {} } }))
  const path = `/2010-04-01/Accounts/${CREDENTIALS.accountSid}/Calls/CA${'1'.repeat(32)}/Recordings`
  const asked = (method: string, under: string, form: Record<string, string>) =>
    api.request({ method, path: path + under, query: [], form: Object.entries(form) })
  const begin = { RecordingChannels: 'dual', RecordingStatusCallbackEvent: 'in-progress completed absent' }
  expect(asked('POST', '.json', begin)).toEqual([])
  expect(asked('POST', '.json', { RecordingChannel: 'dual' })?.join()).toContain('RecordingChannel')
  expect(asked('POST', '/Twilio.CURRENT.json', { Status: 'paused', PauseBehavior: 'silence' })).toEqual([])
  expect(asked('POST', `/RE${'1'.repeat(32)}.json`, {})?.join()).toContain('Status')
  const caller = await answered()
  const response = await fetch(`${bench.simulator.url}${path.replace(/CA1+/, caller)}.json`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${CREDENTIALS.accountSid}:${CREDENTIALS.authToken}`)}` },
    body: new URLSearchParams(begin),
  })
  const answer = {
    method: 'POST',
    path: `${path}.json`,
    status: response.status,
    body: await response.json(),
  }
  expect(api.answer(answer)).toEqual([])
})
