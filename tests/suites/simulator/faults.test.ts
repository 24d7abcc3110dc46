import { once } from 'node:events'
import { request as plainRequest } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import WebSocket from 'ws'
import type { FaultJournal } from '../../simulator/faults/schema.ts'
import {
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

const ROOM = (name: string) =>
  `<Dial><Conference beep="false" statusCallback="/room" statusCallbackEvent="join leave end">${name}</Conference></Dial>`

beforeEach(async () => {
  bench = await startTestSimulator({ outboundPerSecond: 50, awayMs: 300 })
  deployment = await startWebhookServer({
    '/voice': ({ params }) => ROOM(`room-${params.CallSid}`),
    '/leg': ({ params }) => ROOM(`room-${params.callSid}`),
    '/elsewhere': () => '<Pause length="60"/>',
  })
  await pointAt(bench, deployment)
})
afterEach(async () => {
  await bench.simulator.close()
  await deployment.stop()
})

const set = (faults: object) => bench.caller.ask<{ seed: number; error?: string }>('/sim/faults', faults)
const journal = () => bench.caller.ask<FaultJournal>('/sim/faults/journal')
const live = async () => {
  const sid = await bench.caller.call()
  await until(async () => (await bench.caller.state(sid)).status === 'in-progress')
  return sid
}
const fetchCall = (sid: string) =>
  bench.client
    .calls(sid)
    .fetch()
    .then(({ status }) => status)
    .catch((error: { status?: number }) => error.status ?? 'no answer')

/** The same events again: reads one after another, then callers who come and go one by one. */
async function oneRun(sid: string): Promise<FaultJournal> {
  for (let n = 0; n < 12; n++) await fetchCall(sid)
  for (let n = 0; n < 8; n++) await bench.caller.hangUp(await live())
  const { decisions, ...rest } = await journal()
  const inOrder = decisions.sort((one, other) => one.kind.localeCompare(other.kind) || one.n - other.n)
  return { ...rest, decisions: inOrder }
}

/** Without what a sid makes of it. */
const told = ({ decisions }: FaultJournal) =>
  decisions.map((decision) => ({
    ...decision,
    what: decision.kind === 'rest' ? '' : decision.what.split(' ')[0],
  }))

const MIXED = {
  callbacks: { drop: 0.2, duplicate: 0.3, reorder: 0.3, delay: 0.5, jitterMs: 20 },
  documents: { duplicate: 0.3, delay: 0.3, jitterMs: 20 },
  rest: { answer: [429, 500, 503, 'lost', 'slow'], share: 0.5, delayMs: 10 },
}

test('the same seed meets the same events with the same faults, another one with others', async () => {
  const sid = await live()
  await set({ seed: 7, ...MIXED })
  const first = await oneRun(sid)
  expect(first.decisions.length).toBeGreaterThan(10)
  await set({ seed: 7, ...MIXED })
  expect(told(await oneRun(sid))).toEqual(told(first))
  await set({ seed: 8, ...MIXED })
  expect(told(await oneRun(sid))).not.toEqual(told(first))
}, 60_000)

test('the journal of a run, posted back, replays the run', async () => {
  const sid = await live()
  const { seed } = await set(MIXED)
  const first = await oneRun(sid)
  expect(first).toMatchObject({ seed, complete: true })
  await set({})
  expect((await journal()).decisions).toHaveLength(first.decisions.length)
  expect(await bench.caller.ask('/sim/faults/replay', first)).toEqual({ seed })
  expect(told(await oneRun(sid))).toEqual(told(first))
}, 60_000)

test('what was done to a leg is done again to the same one, when as much has happened', async () => {
  const events = async () => {
    const [one, other] = [await live(), await live()]
    await fetchCall(one)
    return { one, other }
  }
  await set({ seed: 1 })
  const { other } = await events()
  await bench.caller.ask(`/sim/legs/${other}/drop`, {})
  const run = await journal()
  expect(run.actions).toMatchObject([{ what: 'drop', leg: 2, after: { rest: 1 } }])
  await bench.caller.ask('/sim/faults/replay', run)
  const again = await events()
  await bench.caller.where(again.other, 'ended')
  expect((await bench.caller.state(again.one)).status).toBe('in-progress')
})

test('of ten requests as many are refused as was said; a 429 says when to come back', async () => {
  const sid = await live()
  await set({ seed: 3, rest: { answer: 429, share: 0.3 } })
  const answers = []
  for (let n = 0; n < 100; n++) answers.push(await fetchCall(sid))
  const refused = answers.filter((answer) => answer === 429).length
  expect(refused).toBeGreaterThan(15)
  expect(refused).toBeLessThan(45)
  await set({ rest: { answer: 429 } })
  const response = await fetch(
    `${bench.simulator.url}/2010-04-01/Accounts/${bench.client.accountSid}/Calls.json`,
    {
      headers: { Authorization: `Basic ${btoa(`${bench.client.accountSid}:auth-token-of-tests`)}` },
    },
  )
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1'])
  expect(await response.json()).toMatchObject({ code: 20429, status: 429 })
})

test('a request that hangs is not carried out, a slow one is', async () => {
  const sid = await live()
  await set({ rest: { answer: 'hang', hangMs: 100 } })
  await expect(bench.client.calls(sid).update({ status: 'completed' })).rejects.toThrow()
  expect(await fetchCall(sid)).toBe('in-progress')
  await set({ rest: { answer: 'slow', delayMs: 100 } })
  const startedAt = performance.now()
  expect(await bench.client.calls(sid).update({ status: 'completed' })).toMatchObject({ status: 'completed' })
  expect(performance.now() - startedAt).toBeGreaterThan(95)
})

test('a callback that is held back comes after the next one', async () => {
  const progress = ['initiated', 'ringing', 'answered', 'completed']
  await set({ seed: 12, callbacks: { reorder: 0.5 } })
  await bench.client.calls.create({
    to: '+12175550101',
    from: NUMBER,
    twiml: '<Response><Pause length="1"/></Response>',
    statusCallback: `${deployment.url}/progress`,
    statusCallbackEvent: progress,
  })
  await until(() => deployment.to('/progress').length === 4, 10_000)
  const order = deployment.to('/progress').map(({ params }) => Number(params.SequenceNumber))
  expect(order).not.toEqual([0, 1, 2, 3])
  expect([...order].sort()).toEqual([0, 1, 2, 3])
})

test('a document can be asked for twice: the same request, with the same token', async () => {
  await set({ seed: 1, documents: { duplicate: true } })
  await live()
  const [first, second] = deployment.to('/voice')
  expect(second?.params).toEqual(first?.params)
  expect(first?.headers['i-twilio-idempotency-token']).toBe(second?.headers['i-twilio-idempotency-token'])
})

test('a tab that crashes says nothing: its leg stays until Twilio misses its media', async () => {
  const sid = await live()
  const ann = await bench.caller.ask<{ callSid: string }>('/sim/clients/ann/calls', {
    params: { callSid: sid },
  })
  await bench.caller.where(sid, 'talking with Ann')
  await until(async () => (await bench.caller.state(sid)).hears.level > 0)
  await bench.caller.ask(`/sim/legs/${ann.callSid}/crash`, {})
  expect((await bench.caller.state(ann.callSid)).status).toBe('in-progress')
  await bench.caller.where(ann.callSid, 'ended')
  expect((await bench.caller.state(sid)).status).toBe('in-progress')
  await until(() => deployment.to('/status').some(({ params }) => params.CallSid === ann.callSid))
})

test('a call that is forgotten goes on, but nobody can ask for it', async () => {
  const [sid, other] = [await live(), await live()]
  await bench.caller.ask(`/sim/legs/${sid}/forget`, {})
  expect(await fetchCall(sid)).toBe(404)
  expect((await bench.client.calls.list()).map((call) => call.sid)).toEqual([other])
  await expect(bench.client.calls(sid).update({ status: 'completed' })).rejects.toMatchObject({ code: 20404 })
  expect((await bench.caller.state(sid)).status).toBe('in-progress')
})

test('a page of another origin, or of a name that only leads here, is answered nothing', async () => {
  const { url } = bench.simulator
  const asked = async (headers: Record<string, string>) => {
    const request = plainRequest(`${url}/sim`, { headers })
    request.end()
    const [response] = await once(request, 'response')
    return response.resume().statusCode
  }
  const { port } = new URL(url)
  for (const origin of [url, `http://localhost:${port}`])
    expect([origin, await asked({ origin })]).toEqual([origin, 200])
  for (const origin of [
    'https://evil.example.com',
    'null',
    'http://127.0.0.1:1',
    `http://evil.example.com:${port}`,
  ])
    expect([origin, await asked({ origin })]).toEqual([origin, 403])
  expect(await asked({ host: `evil.example.com:${port}` })).toBe(403)
  const socket = new WebSocket(bench.simulator.signalingUrl, { headers: { host: 'evil.example.com' } })
  const [refused] = await once(socket, 'error')
  expect(String(refused)).toContain('401')
})

test('faults that there are not are refused', async () => {
  expect(await set({ callbacks: { lose: true } })).toMatchObject({ error: 'invalid request' })
  expect(await set({ callbacks: { drop: 2 } })).toMatchObject({ error: 'invalid request' })
})
