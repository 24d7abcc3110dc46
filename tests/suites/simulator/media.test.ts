import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { openBrowser } from '../../setup/browser.ts'
import { tone } from '../../simulator/media/sources.ts'
import { writeWav } from '../../simulator/media/wav.ts'
import { bundleSoftphone, phoneOf } from './softphone/browser.ts'
import {
  accessToken,
  CREDENTIALS,
  NUMBER,
  pointAt,
  pointNumber,
  startTestSimulator,
  startWebhookServer,
  type TestSimulator,
  until,
  type WebhookServer,
} from './test-simulator.ts'

/** No test clicks on these pages before they sound. */
const NO_GESTURE = ['--autoplay-policy=no-user-gesture-required']
const ROOM = '<Dial><Conference beep="false">room-1</Conference></Dial>'

let browser: Browser
let script: string
let bench: TestSimulator
let deployment: WebhookServer
let pages: Page[]

beforeAll(async () => {
  ;[browser, script] = await Promise.all([openBrowser(inject('chromium'), NO_GESTURE), bundleSoftphone()])
}, 20_000)

afterAll(() => browser.close())

beforeEach(async () => {
  bench = await startTestSimulator({ awayMs: 1_000 })
  pages = []
  deployment = await startWebhookServer({
    '/': () => ({
      type: 'text/html',
      body: '<!doctype html><title>Softphone</title><script src="/page.js"></script>',
    }),
    '/page.js': () => ({ type: 'text/javascript', body: script }),
    '/beep.wav': () => ({ type: 'audio/wav', body: writeWav(tone([[440, 0.1]], 0.1)) }),
    '/hold.wav': () => ({ type: 'audio/wav', body: writeWav(tone([[600, 1]], 0.3)) }),
    '/voice': () => ROOM,
    '/leg': () => ROOM,
    '/hold': () => '<Play loop="0">/hold.wav</Play>',
    '/client': () => '<Dial><Client>bob</Client></Dial>',
    '/refuse': () => '<Reject/>',
  })
  await pointAt(bench, deployment)
})

afterEach(async () => {
  await Promise.all(pages.map((page) => page.close()))
  await bench.simulator.close()
  await deployment.stop()
})

async function openSoftphone(identity: string) {
  const page = await browser.newPage()
  pages.push(page)
  await page.route(/^https:/, (route) => route.abort())
  await page.goto(deployment.url)
  const phone = phoneOf(page)
  expect(await phone.register(accessToken(identity), bench.simulator.signalingUrl)).toBe(identity)
  return { page, ...phone }
}

test('a browser and a caller hear each other in a room', async () => {
  const caller = await bench.caller.call({ callerName: 'Ann' })
  const phone = await openSoftphone('front_desk')
  await phone.connect({ callSid: caller })
  await bench.caller.where(caller, 'talking with Front desk')
  const heard = await until(async () => {
    const { sample } = await phone.report()
    return (
      sample !== null && Number(sample.audioOutputLevel) > 0 && Number(sample.bytesReceived) > 0 && sample
    )
  }, 8_000)
  expect(heard).toMatchObject({ codecName: 'PCMU' })
  expect(Number(heard.bytesSent)).toBeGreaterThan(0)
  const { events, callSid } = await phone.report()
  expect(events).toEqual(['ringing', 'accept'])
  const leg = await until(async () => {
    const state = await bench.caller.state(String(callSid))
    return state.says.level > 0 && state.says.frames > 20 && state
  })
  expect(leg).toMatchObject({ from: 'client:front_desk', where: 'talking with Ann' })
  // Chromium's fake microphone beeps once a second.
  await until(async () => (await bench.caller.state(caller)).hears.level > 0.01)
  expect(await bench.caller.state(caller)).toMatchObject({
    hears: { kind: 'voices' },
    withLegs: [{ callSid, identity: 'front_desk' }],
  })
  expect(deployment.to('/leg')[0]?.params).toMatchObject({
    CallSid: callSid,
    From: 'client:front_desk',
    callSid: caller,
    ApplicationSid: CREDENTIALS.twimlAppSid,
    Direction: 'inbound',
    CallStatus: 'ringing',
  })
})

test('a caller who is redirected to hold music hears it and comes back', async () => {
  const caller = await bench.caller.call()
  const phone = await openSoftphone('ann')
  await phone.connect({})
  await bench.caller.where(caller, 'talking with Ann')
  await bench.client.calls(caller).update({ url: `${deployment.url}/hold` })
  await bench.caller.where(caller, 'hold music')
  await until(async () => (await bench.caller.state(caller)).hears.level > 0.15)
  await bench.client.calls(caller).update({ url: `${deployment.url}/voice` })
  await bench.caller.where(caller, 'talking with Ann')
  expect((await phone.report()).events).toEqual(['ringing', 'accept'])
})

test('hanging up in the browser ends the leg at once', async () => {
  const phone = await openSoftphone('ann')
  await phone.connect({})
  await until(async () => (await phone.report()).events.includes('accept'))
  await phone.disconnect()
  const ended = await until(() => deployment.to('/status')[0])
  expect(ended.params).toMatchObject({ CallStatus: 'completed', SequenceNumber: '0' })
})

test('a leg that is completed by REST hangs up in the browser', async () => {
  const phone = await openSoftphone('ann')
  await phone.connect({})
  const sid = await until(async () => (await phone.report()).callSid)
  await until(async () => (await phone.report()).events.includes('accept'))
  await bench.client.calls(sid).update({ status: 'completed' })
  await until(async () => (await phone.report()).events.includes('disconnect'))
})

test('a tab that is gone without a word loses its leg after a while', async () => {
  const phone = await openSoftphone('ann')
  await phone.connect({})
  const sid = await until(async () => (await phone.report()).callSid)
  const session = await phone.page.context().newCDPSession(phone.page)
  // A crashed page never answers.
  session.send('Page.crash').catch(() => undefined)
  await bench.caller.where(sid, 'ended')
})

test('a browser whose socket breaks comes back to its call', async () => {
  const phone = await openSoftphone('ann')
  await phone.connect({})
  const sid = await until(async () => (await phone.report()).callSid)
  await until(async () => (await phone.report()).events.includes('accept'))
  await phone.breakSocket()
  await until(async () => (await phone.report()).events.includes('reconnected'))
  expect((await phone.report()).events).toContain('reconnecting')
  const frames = (await bench.caller.state(sid)).says.frames
  await until(async () => (await bench.caller.state(sid)).says.frames > frames + 25)
  expect(await bench.caller.state(sid)).toMatchObject({ status: 'in-progress' })
  await phone.disconnect()
  await bench.caller.where(sid, 'ended')
})

test('a call to a registered client rings there and connects when it is accepted', async () => {
  const phone = await openSoftphone('bob')
  await pointNumber(bench, { voiceUrl: `${deployment.url}/client` })
  const caller = await bench.caller.call({ from: '+12175550123' })
  await until(async () => (await phone.report()).events.includes('incoming +12175550123'), 8_000)
  await bench.caller.where(caller, 'calling Bob')
  await phone.accept()
  await bench.caller.where(caller, 'talking with Bob')
  await until(async () => {
    const { sample } = await phone.report()
    return sample !== null && Number(sample.audioOutputLevel) > 0
  }, 8_000)
  await bench.caller.hangUp(caller)
  await until(async () => (await phone.report()).events.includes('disconnect'))
})

test('a dropped leg ends for Twilio while its browser hears nothing of it', async () => {
  const phone = await openSoftphone('ann')
  await phone.connect({})
  const sid = await until(async () => (await phone.report()).callSid)
  await until(async () => (await phone.report()).events.includes('accept'))
  await bench.caller.ask(`/sim/legs/${sid}/drop`, {})
  const ended = await until(() => deployment.to('/status')[0])
  expect(ended.params).toMatchObject({ CallSid: sid, CallStatus: 'completed' })
  expect((await phone.report()).events).not.toContain('disconnect')
})

test('a client whose caller gives up sees the call cancelled', async () => {
  const phone = await openSoftphone('bob')
  const call = await bench.client.calls.create({
    to: 'client:bob',
    from: NUMBER,
    url: `${deployment.url}/voice`,
  })
  await until(async () => (await phone.report()).events.some((event) => event.startsWith('incoming')), 8_000)
  await bench.client.calls(call.sid).update({ status: 'canceled' })
  await until(async () => (await phone.report()).events.includes('cancel'))
  expect((await bench.client.calls(call.sid).fetch()).status).toBe('canceled')
})

test('an expired token does not register', async () => {
  const page = await browser.newPage()
  pages.push(page)
  await page.route(/^https:/, (route) => route.abort())
  await page.goto(deployment.url)
  const phone = phoneOf(page)
  phone.register(accessToken('ann', -10), bench.simulator.signalingUrl).catch(() => undefined)
  await until(async () => (await phone.report()).events.includes('device error 20104'))
})
