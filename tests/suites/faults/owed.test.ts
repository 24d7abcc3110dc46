import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDeployment, type TestDeployment } from '../../setup/deployment.ts'
import { until } from '../../setup/desk.ts'
import { figure } from '../../setup/figure.ts'
import { openOwnRedis } from '../../setup/own-redis.ts'
import type { Program } from '../../setup/processes.ts'
import { signIn } from '../../setup/sign-in.ts'
import type { SimulatedCall } from '../../simulator/control/call-view.ts'

/** A dead process is noticed within 3 s; the rest is what the redirect takes on a busy machine. */
const TAKEN_UP_MS = 4_000
/** From the moment at which the process is ready, when by then the dead one has been noticed. */
const AFTER_START_MS = 2_000

let redis: Awaited<ReturnType<typeof openOwnRedis>>
let deployment: TestDeployment
let cookie: string
beforeAll(async () => {
  redis = await openOwnRedis({ keeps: false })
  deployment = await openDeployment({ redis: { REDIS_URL: redis.url } })
  await deployment.hire('ann')
  cookie = await signIn(deployment.publicUrl, 'ann')
}, 120_000)
afterAll(async () => {
  await deployment?.close()
  await redis?.close()
})

const simulator = async <Answer>(path: string, body?: object): Promise<Answer> => {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  return (await fetch(deployment.simulatorUrl + path, init)).json() as Promise<Answer>
}
const hears = async (callSid: string, place: string) =>
  until(async () => (await simulator<SimulatedCall>(`/sim/calls/${callSid}`)).where === place, 40_000)

async function commands(process: Program, callSid: string, command: string) {
  const url = `${deployment.addressOf(process)}/api/calls/${callSid}/${command}`
  const headers = { cookie, 'content-type': 'application/json' }
  await until(async () => (await fetch(url, { method: 'POST', headers, body: '{}' })).ok)
}

/** The process commits that the caller leaves the room, and dies while Twilio has not answered it. */
async function diesOwing(process: Program): Promise<{ callSid: string; at: number }> {
  const { callSid } = await simulator<{ callSid: string }>('/sim/calls', { from: '+12175550142' })
  await hears(callSid, 'ringing')
  await commands(process, callSid, 'claim')
  deployment.toTwilio.set('hangs')
  await commands(process, callSid, 'park')
  await process.kill()
  deployment.toTwilio.cut()
  deployment.toTwilio.set('carries')
  return { callSid, at: performance.now() }
}

test('a caller that a dead process was to move is moved by another process within seconds', async () => {
  const [dying, surviving] = deployment.coordinators as [Program, Program]
  const { callSid, at } = await diesOwing(dying)
  await hears(callSid, 'park music')
  const tookMs = performance.now() - at
  figure('a survivor moved the caller after (ms)', tookMs)
  await deployment.start(dying)
  expect(tookMs).toBeLessThan(TAKEN_UP_MS)
  expect(surviving.running).toBe(true)
}, 60_000)

test('a process that starts takes up at once what dead ones owe', async () => {
  const [one, other] = deployment.coordinators as [Program, Program]
  await other.kill()
  const { callSid, at } = await diesOwing(one)
  await deployment.start(one)
  const readyAt = performance.now()
  await hears(callSid, 'park music')
  const movedAt = performance.now()
  figure('a restarted process moved the caller, ms after it was ready', movedAt - readyAt)
  expect(movedAt).toBeLessThan(Math.max(readyAt + AFTER_START_MS, at + TAKEN_UP_MS))
}, 60_000)
