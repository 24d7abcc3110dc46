import { afterEach, beforeEach, expect, test } from 'vitest'
import { CarrierRejected, CarrierUnavailable } from '../../../coordinator/twilio/carrier-errors.ts'
import { recordingsOf, soundsOf } from '../../../coordinator/twilio/recordings.ts'
import { createCarrier } from '../../../coordinator/twilio/rest-carrier.ts'
import { RATE } from '../../simulator/media/pcm.ts'
import { readWav } from '../../simulator/media/wav.ts'
import {
  CREDENTIALS,
  pointAt,
  startTestSimulator,
  startWebhookServer,
  type TestSimulator,
} from '../simulator/test-simulator.ts'

let bench: TestSimulator
let deployment: Awaited<ReturnType<typeof startWebhookServer>>
beforeEach(async () => {
  bench = await startTestSimulator()
  deployment = await startWebhookServer({
    '/voice': () => '<Record action="/after" playBeep="false" maxLength="2"/>',
    '/after': () => '',
  })
  await pointAt(bench, deployment)
})
afterEach(async () => {
  await bench.simulator.close()
  await deployment.stop()
})

const account = (more: Partial<Parameters<typeof recordingsOf>[0]> = {}) => ({
  accountSid: CREDENTIALS.accountSid,
  authToken: CREDENTIALS.authToken,
  authTokenSecondary: null,
  apiUrl: bench.simulator.url,
  ...more,
})

/** Two seconds of somebody. */
async function recorded(): Promise<string> {
  await bench.caller.call({})
  await expect.poll(async () => (await bench.client.recordings.list()).length, { timeout: 8_000 }).toBe(1)
  const [recording] = await bench.client.recordings.list()
  return recording?.sid ?? ''
}

test('a recording is fetched with the account’s credentials, the second ones too while tokens rotate', async () => {
  const sid = await recorded()
  const samples = readWav(await recordingsOf(account())(sid))
  expect(samples.length).toBeGreaterThan(1.5 * RATE)
  expect(samples.some((sample) => Math.abs(sample) > 1000)).toBe(true)
  const rotating = account({ authToken: 'of yesterday', authTokenSecondary: CREDENTIALS.authToken })
  expect((await recordingsOf(rotating)(sid)).length).toBeGreaterThan(RATE)
  await expect(recordingsOf(account({ authToken: 'wrong' }))(sid)).rejects.toThrow(CarrierUnavailable)
  const { body, bytes } = await soundsOf(rotating)(sid)
  const parts = await body.toArray()
  expect([Buffer.concat(parts).length, readWav(Buffer.concat(parts)).length]).toEqual([bytes, samples.length])
  await expect(soundsOf(account({ authToken: 'wrong' }))(sid)).rejects.toThrow(CarrierUnavailable)
  await expect(soundsOf(account())('REnone')).rejects.toThrow(CarrierRejected)
})

test('one that is deleted is gone for good, and deleting it again does no harm', async () => {
  const sid = await recorded()
  const carrier = createCarrier({ ...account(), callerId: null }, 'https://desk.example.com')
  await carrier.deleteRecording(sid)
  expect(await bench.client.recordings.list()).toEqual([])
  await expect(recordingsOf(account())(sid)).rejects.toThrow(CarrierRejected)
  await expect(carrier.deleteRecording(sid)).rejects.toMatchObject({ code: 20404 })
})

test('the newest message of a call is found, with its length', async () => {
  const sid = await recorded()
  const { callSid = '' } = await bench.client.recordings(sid).fetch()
  const carrier = createCarrier({ ...account(), callerId: null }, 'https://desk.example.com')
  expect(await carrier.newestMessage(callSid)).toEqual({ sid, seconds: 2 })
  expect(await carrier.newestMessage(`CA${'f'.repeat(32)}`)).toBeNull()
})

test('a Twilio that is away is trouble, not the end of a message', async () => {
  await expect(recordingsOf(account({ apiUrl: 'http://127.0.0.1:9' }))('RE1')).rejects.toThrow(
    CarrierUnavailable,
  )
})
