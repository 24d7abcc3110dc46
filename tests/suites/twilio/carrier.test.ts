import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { CarrierRejected, CarrierUnavailable } from '../../../coordinator/twilio/carrier-errors.ts'
import { createCarrier } from '../../../coordinator/twilio/rest-carrier.ts'
import {
  CREDENTIALS,
  NUMBER,
  pointAt,
  pointNumber,
  startTestSimulator,
  startWebhookServer,
  type TestSimulator,
  type WebhookServer,
} from '../simulator/test-simulator.ts'
import { logInto } from './desk.ts'

const OUTSIDE = '+12175550177'
const SID = `CA${'1'.repeat(32)}`
const settings = (apiUrl: string) => ({ ...CREDENTIALS, authTokenSecondary: null, callerId: NUMBER, apiUrl })

describe('against Twilio', () => {
  let bench: TestSimulator
  let deployment: WebhookServer
  let room: string

  beforeEach(async () => {
    bench = await startTestSimulator({ outboundPerSecond: 50 })
    deployment = await startWebhookServer({
      '/voice': () => '<Pause length="60"/>',
      '/elsewhere': () => '<Pause length="61"/>',
      '/room': () => `<Dial><Conference>${room}</Conference></Dial>`,
      '/outside': () => '<Pause length="62"/>',
    })
    await pointAt(bench, deployment)
  })
  afterEach(async () => {
    await bench.simulator.close()
    await deployment.stop()
  })

  const carrier = () => createCarrier(settings(bench.simulator.url), deployment.url)
  const caller = async () => {
    const sid = await bench.caller.call({ from: '+12175550142' })
    await bench.caller.where(sid, /./)
    await expect.poll(() => deployment.to('/voice').length).toBeGreaterThan(0)
    await expect.poll(async () => (await bench.caller.state(sid)).status).toBe('in-progress')
    return sid
  }

  test('a leg is moved, looked at and completed', async () => {
    const sid = await caller()
    await carrier().redirect(sid, `${deployment.url}/elsewhere?rev=2#rc=3&rp=5xx,ct,rt`)
    await expect
      .poll(() => deployment.to('/elsewhere'))
      .toMatchObject([{ method: 'POST', params: { CallSid: sid } }])
    expect(await carrier().fetchCall(sid)).toMatchObject({
      sid,
      status: 'in-progress',
      direction: 'inbound',
      from: '+12175550142',
      to: NUMBER,
      parentCallSid: null,
      startedAt: expect.any(Number),
    })
    await carrier().cancel(sid)
    expect(await carrier().fetchCall(sid)).toMatchObject({ status: 'in-progress' })
    await carrier().complete(sid)
    expect(await carrier().fetchCall(sid)).toMatchObject({ status: 'completed' })
  })

  test('who hears a leg in a room is said once both legs are there', async () => {
    const sid = await caller()
    const whispers = { muted: false, coaches: SID }
    const refused = carrier().updateParticipant(sid, sid, whispers)
    await expect(refused).rejects.toMatchObject({ name: 'CarrierRejected', code: 20404 })
    room = `room-${sid}`
    const other = await caller()
    for (const leg of [sid, other]) await carrier().redirect(leg, `${deployment.url}/room`)
    await bench.caller.where(other, /^talking/)
    await expect(carrier().updateParticipant(sid, other, whispers)).rejects.toMatchObject({ code: 16028 })
    await carrier().updateParticipant(sid, other, { muted: false, coaches: sid })
    const [conference] = await bench.client.conferences.list({ status: 'in-progress' })
    const participants = bench.client.conferences(conference?.sid ?? '').participants
    expect(await participants(other).fetch()).toMatchObject({ coaching: true, callSidToCoach: sid })
    await carrier().updateParticipant(sid, other, { muted: true, coaches: null })
    expect(await participants(other).fetch()).toMatchObject({ muted: true, coaching: false })
  })

  /** To a number outside, with addresses of the deployment. */
  const order = () => ({
    to: OUTSIDE,
    url: `${deployment.url}/outside`,
    statusCallback: `${deployment.url}/status`,
    ringMs: 25_000,
    limitMs: 3_600_000,
  })

  test('what Twilio refuses is refused for good, with its code', async () => {
    const sid = await caller()
    await bench.caller.hangUp(sid)
    const refusal = (code: number) => expect.objectContaining({ name: 'CarrierRejected', code })
    await expect(carrier().redirect(sid, `${deployment.url}/voice`)).rejects.toEqual(refusal(21220))
    const unknown = `CA${'f'.repeat(32)}`
    await expect(carrier().complete(unknown)).rejects.toEqual(refusal(20404))
    expect(await carrier().fetchCall(unknown)).toBeNull()
    await expect(carrier().dial({ ...order(), to: '+12' })).rejects.toBeInstanceOf(CarrierRejected)
  })

  test('a number outside is dialled from our caller id, and is found while it rings', async () => {
    const there = carrier()
    expect(await there.liveLegsTo(OUTSIDE)).toEqual([])
    const sid = await there.dial(order())
    expect(await there.liveLegsTo(OUTSIDE)).toMatchObject([{ sid }])
    expect(await there.fetchCall(sid)).toMatchObject({ from: NUMBER, to: OUTSIDE, direction: 'outbound-api' })
    await expect.poll(() => deployment.to('/outside').length).toBe(1)
  })

  test('nobody is dialled without a caller id', async () => {
    const carrier = createCarrier({ ...settings(bench.simulator.url), callerId: null }, deployment.url)
    await expect(carrier.dial(order())).rejects.toMatchObject({ code: 21213 })
  })

  test('live calls are those to numbers that point at us, and those that we began from one', async () => {
    const ours = carrier()
    const [live, over] = [await caller(), await caller()]
    await bench.caller.hangUp(over)
    const begun = await ours.dial(order())
    expect((await ours.liveCallsOfOurs()).map(({ sid }) => sid).sort()).toEqual([live, begun].sort())
    const neighbour = createCarrier(settings(bench.simulator.url), deployment.url.slice(0, -1))
    expect(await neighbour.liveCallsOfOurs()).toEqual([])
    await pointNumber(bench, { voiceUrl: 'https://elsewhere.example.com/voice' })
    expect(await ours.liveCallsOfOurs()).toEqual([])
  })

  test('the other auth token is used when the first is no good any more', async () => {
    const sid = await caller()
    const rotated = {
      ...settings(bench.simulator.url),
      authToken: 'old',
      authTokenSecondary: 'auth-token-of-tests',
    }
    expect(await createCarrier(rotated, deployment.url).fetchCall(sid)).toMatchObject({ sid })
    const wrong = createCarrier({ ...rotated, authTokenSecondary: null }, deployment.url)
    await expect(wrong.fetchCall(sid)).rejects.toBeInstanceOf(CarrierUnavailable)
  })
})

async function against(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return createCarrier(settings(url), 'https://desk.example.com')
}

test('of all that was recorded of a call, the newest that the caller left, and that is complete, is the message', async () => {
  const listed = (sid: string, second: number, more = {}) => ({
    sid,
    date_created: `Fri, 14 Oct 2016 21:56:${second} +0000`,
    status: 'completed',
    source: 'RecordVerb',
    duration: '4',
    ...more,
  })
  const all = [
    listed('RE1', 31),
    listed('RE2', 32),
    listed('RE3', 33, { source: 'Conference' }),
    listed('RE4', 34, { status: 'processing', duration: '-1' }),
  ]
  const asked: (string | undefined)[] = []
  const carrier = await against(({ url }, response) => {
    asked.push(url)
    response
      .writeHead(200, { 'Content-Type': 'application/json' })
      .end(JSON.stringify({ recordings: all, next_page_uri: null }))
  })
  expect(await carrier.newestMessage(SID)).toEqual({ sid: 'RE2', seconds: 4 })
  expect(asked).toEqual([expect.stringContaining(`/Recordings.json?CallSid=${SID}`)])
})

describe('trouble', () => {
  test('is a 429, with the time that Twilio asks for', async () => {
    const carrier = await against((_, response) =>
      response
        .writeHead(429, { 'Retry-After': '7', 'Content-Type': 'application/json' })
        .end('{"code":20429}'),
    )
    await expect(carrier.redirect(SID, 'https://desk.example.com/x')).rejects.toMatchObject({
      name: 'CarrierUnavailable',
      retryAfterMs: 7000,
    })
  })

  test('is a 5xx with any body', async () => {
    const carrier = await against((_, response) => response.writeHead(503).end('<html>no</html>'))
    await expect(carrier.complete(SID)).rejects.toMatchObject({
      name: 'CarrierUnavailable',
      retryAfterMs: null,
    })
  })

  test('logs neither the token nor the number dialled', async () => {
    const lines: string[] = []
    const carrier = await against((request) => request.socket.destroy())
    const err = await carrier
      .dial({
        to: OUTSIDE,
        url: 'https://a.example/',
        statusCallback: 'https://b.example/',
        ringMs: 9_000,
        limitMs: 60_000,
      })
      .catch((error) => error)
    logInto(lines).warn({ err }, 'trouble')
    expect(lines.join('')).toContain('could not be reached')
    expect(lines.join('')).not.toMatch(/Basic|auth-token|12175550177/)
  })

  test('is a connection that breaks, or is not taken', async () => {
    const breaks = await against((request) => request.socket.destroy())
    await expect(breaks.complete(SID)).rejects.toBeInstanceOf(CarrierUnavailable)
    const closed = createCarrier(settings('http://127.0.0.1:1'), 'https://desk.example.com')
    await expect(closed.fetchCall(SID)).rejects.toBeInstanceOf(CarrierUnavailable)
  })
})
