import twilio from 'twilio'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTcpProxy } from '../../setup/tcp-proxy.ts'
import type { WebhookRecord } from '../../simulator/webhooks/webhooks.ts'
import {
  CREDENTIALS,
  pointAt,
  pointNumber,
  startTestSimulator,
  startWebhookServer,
  type TestSimulator,
  until,
  type WebhookServer,
} from './test-simulator.ts'

const STAY = '<Pause length="60"/>'

let bench: TestSimulator
let deployment: WebhookServer
let failures: number

beforeEach(async () => {
  bench = await startTestSimulator()
  failures = 0
  deployment = await startWebhookServer({
    '/voice': () => {
      failures -= 1
      return failures >= 0 ? { status: 503 } : STAY
    },
    '/fallback': () => STAY,
  })
})

afterEach(async () => {
  await bench.simulator.close()
  await deployment.stop()
})

const sent = () => bench.caller.ask<WebhookRecord[]>('/sim/webhooks')

test('a signature is valid for the URL without its fragment', async () => {
  await pointAt(bench, deployment, '?b=2&a=1#rc=2&rp=5xx')
  await bench.caller.call({ callerName: 'Zoë & Søn' })
  const webhook = await until(() => deployment.to('/voice')[0])
  const given = String(webhook.headers['x-twilio-signature'])
  const url = `${deployment.url}/voice?b=2&a=1`
  expect(twilio.validateRequest(CREDENTIALS.authToken, given, url, webhook.params)).toBe(true)
})

test('a webhook that is answered 5xx is sent again with the same token when its URL says so', async () => {
  failures = 2
  await pointAt(bench, deployment, '#rc=3&rp=5xx,ct,rt')
  const caller = await bench.caller.call()
  await until(async () => (await bench.caller.state(caller)).status === 'in-progress')
  const attempts = deployment.to('/voice')
  expect(attempts).toHaveLength(3)
  expect(new Set(attempts.map((each) => each.headers['i-twilio-idempotency-token'])).size).toBe(1)
  expect((await sent()).map(({ status, attempt }) => [attempt, status])).toEqual([
    [0, 503],
    [1, 503],
    [2, 200],
  ])
  expect(await bench.caller.ask(`/sim/calls/${caller}/tries`)).toEqual([
    expect.stringMatching(/^\S+Z \/voice try 1, [\d.]+ ms: 503$/),
    expect.stringMatching(/ \/voice try 2, [\d.]+ ms: 503$/),
    expect.stringMatching(/ \/voice try 3, [\d.]+ ms: 200 <Pause length="60"\/>/),
  ])
})

test('without a policy a 5xx goes to the fallback at once', async () => {
  failures = 2
  await pointAt(bench, deployment)
  await pointNumber(bench, { voiceFallbackUrl: `${deployment.url}/fallback` })
  const caller = await bench.caller.call()
  await until(async () => (await bench.caller.state(caller)).status === 'in-progress')
  expect(deployment.to('/voice')).toHaveLength(1)
  expect(deployment.to('/fallback')[0]?.params).toMatchObject({
    ErrorCode: '11200',
    ErrorUrl: `${deployment.url}/voice`,
  })
})

test('a deployment is not too slow because the simulator itself is held up, time and again', async () => {
  const { hostname: host, port } = new URL(deployment.url)
  const wire = await openTcpProxy([{ host, port: Number(port) }])
  await pointAt(bench, { ...deployment, url: `http://${wire.address}` }, '#rc=0&rt=600')
  let turns = 0
  const holdUp = () => {
    const began = performance.now()
    while (performance.now() - began < 500);
    turns += 1
    busy = setImmediate(holdUp)
  }
  let busy = setImmediate(holdUp)
  const caller = await bench.caller.call()
  await until(() => deployment.to('/voice').length === 1 && turns > 10, 15_000)
  clearImmediate(busy)
  await until(async () => (await sent()).length === 1)
  wire.close()
  expect((await sent()).map(({ status, error }) => [status, error])).toEqual([[200, null]])
  expect((await bench.caller.state(caller)).status).toBe('in-progress')
})

test('a caller survives a restart of the deployment', async () => {
  await pointAt(bench, deployment, '#rc=5&rp=5xx,ct,rt')
  const caller = await bench.caller.call()
  await until(async () => (await bench.caller.state(caller)).status === 'in-progress')
  await deployment.stop()
  await bench.client.calls(caller).update({ url: `${deployment.url}/voice#rc=5&rp=ct` })
  await until(async () => (await sent()).some((each) => each.status === 0))
  expect((await bench.caller.state(caller)).status).toBe('in-progress')
  await deployment.restart()
  await until(() => deployment.to('/voice').length === 2)
  expect((await bench.caller.state(caller)).status).toBe('in-progress')
})

test('callbacks can be lost, doubled and shuffled', async () => {
  await pointAt(bench, deployment)
  const end = async () => bench.caller.hangUp(await bench.caller.call())
  await bench.caller.ask('/sim/faults', { callbacks: { drop: true } })
  await end()
  await bench.caller.ask('/sim/faults', { callbacks: { duplicate: true, jitterMs: 20 } })
  const { callSid } = await end()
  const [first, second] = await until(() => deployment.to('/status').length === 2 && deployment.to('/status'))
  expect(first?.params).toEqual(second?.params)
  expect(first?.params.CallSid).toBe(callSid)
  expect(first?.headers['i-twilio-idempotency-token']).toBe(second?.headers['i-twilio-idempotency-token'])
})

test('a deployment that stays away costs the call, and the debugger says why', async () => {
  await pointAt(bench, deployment)
  await deployment.stop()
  const caller = await bench.caller.call()
  await bench.caller.where(caller, 'ended')
  expect(await bench.caller.ask('/sim/errors')).toMatchObject([{ code: 11205, callSid: caller }])
  const attempts = (await sent()).filter((each) => each.url.endsWith('/voice'))
  expect(attempts.map((each) => each.status)).toEqual([0, 0])
  const tries = await bench.caller.ask<string[]>(`/sim/calls/${caller}/tries`)
  expect(tries[0]).toMatch(/ \/voice try 1, [\d.]+ ms: connect ECONNREFUSED/)
})
