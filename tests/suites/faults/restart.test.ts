import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { CREDENTIALS, NUMBER, openDeployment, type TestDeployment } from '../../setup/deployment.ts'
import { newSid } from '../../setup/desk.ts'
import { extent, full } from '../../setup/extent.ts'
import { figure } from '../../setup/figure.ts'
import { openNginx } from '../../setup/nginx.ts'
import { openOwnRedis } from '../../setup/own-redis.ts'
import { openSupervised } from '../../setup/supervised.ts'
import { Faults } from '../../simulator/faults/faults.ts'
import { simulatorOptions } from '../../simulator/settings.ts'
import { Webhooks } from '../../simulator/webhooks/webhooks.ts'

const KILLS = extent({ full: 5, short: 1 })
const CALLERS_A_SECOND = 50
/** Before the first kill, and after each restart. */
const STEADY_MS = extent({ full: 2_000, short: 700 })
/** A webhook that takes longer has waited: for the process, or for a retry. */
const WAITED_MS = 150

/**
 * What a number's voice URL asks Twilio for. Without rules the real Twilio retries once, at an unknown time. Here it does
 * not retry.
 */
const RULES = { 'with retry rules': '#rc=3&rp=5xx,ct,rt', 'without any retry': '#rc=0' }
type Rules = keyof typeof RULES

/** Twilio, as it sends webhooks. How long it waits before a retry is not documented. */
const twilio = new Webhooks(
  simulatorOptions.parse({ ...CREDENTIALS, retryDelayMs: 500 }),
  new Faults(),
  () => undefined,
)

let redis: Awaited<ReturnType<typeof openOwnRedis>>
let site: TestDeployment
beforeAll(async () => {
  redis = await openOwnRedis({ keeps: false })
  site = await openDeployment({ coordinators: 0, redis: { REDIS_URL: redis.url } })
}, 60_000)
afterAll(async () => {
  twilio.close()
  await site?.close()
  await redis?.close()
})

/** Fifty callers a second, until it is told to stop; every other one calls a number with retry rules. */
function callers(url: string) {
  const sent: {
    callSid: string
    rules: Rules
    answer: Promise<{ tookMs: number; failed: string | null }>
  }[] = []
  const voice = (fragment: string) => ({ url: `${url}/api/twilio/voice${fragment}`, method: 'POST' as const })

  async function call(callSid: string, rules: Rules) {
    const calledAt = performance.now()
    const params = {
      CallSid: callSid,
      From: '+12175550142',
      To: NUMBER,
      CallStatus: 'ringing',
      Direction: 'inbound',
    }
    const failed = await twilio
      .request(voice(RULES[rules]), params, new AbortController().signal)
      .then(() => null, String)
    return { tookMs: performance.now() - calledAt, failed }
  }

  const began = performance.now()
  const names = Object.keys(RULES) as Rules[]
  const timer = setInterval(() => {
    // A busy machine calls the timer late: those who are due call then.
    while (sent.length < ((performance.now() - began) * CALLERS_A_SECOND) / 1_000) {
      const [callSid, rules] = [newSid(), names[sent.length % 2] as Rules]
      sent.push({ callSid, rules, answer: call(callSid, rules) })
    }
  }, 5)
  return async () => {
    clearInterval(timer)
    return Promise.all(sent.map(async ({ answer, ...one }) => ({ ...one, ...(await answer) })))
  }
}

/** Kills the coordinator again and again. @returns the callers that were lost, by what their number asks for */
async function lostInRestarts(where: string, socket: 'held' | 'own', behindNginx: boolean) {
  const supervised = await openSupervised(socket)
  onTestFinished(() => supervised.close())
  const nginx = behindNginx
    ? await openNginx(supervised.address, { desk: { http: 'plain', asTheManual: true } })
    : null
  onTestFinished(() => nginx?.close())
  const url = nginx ? nginx.urls.desk : `http://${supervised.address}`
  await supervised.start({ ...site.env, PUBLIC_URL: url })
  const stop = callers(url)
  const restarts: number[] = []
  for (let n = 0; n < KILLS; n++) {
    await pause(STEADY_MS)
    restarts.push(await supervised.kill())
  }
  await pause(STEADY_MS)
  const called = await stop()
  const lost: Record<Rules, string[]> = { 'with retry rules': [], 'without any retry': [] }
  for (const { callSid, rules, failed } of called)
    if (failed !== null || (await site.redis.exists(site.keys.call(callSid))) === 0)
      lost[rules].push(failed ?? 'answered, and not known')
  const waits = called.filter(({ failed }) => failed === null).map(({ tookMs }) => tookMs)
  figure(`${where}: kills, slowest restart (ms)`, KILLS, Math.max(...restarts))
  figure(
    `${where}: callers; lost with rules, without any retry`,
    called.length,
    ...Object.values(lost).map((some) => some.length),
  )
  figure(
    `${where}: callers who waited, longest (ms)`,
    waits.filter((ms) => ms > WAITED_MS).length,
    Math.max(...waits),
  )
  return lost
}

test('a coordinator that is killed costs no caller behind nginx where its socket outlives it, whether or not Twilio retries', async () => {
  const lost = await lostInRestarts('nginx, held socket', 'held', true)
  expect(lost).toEqual({ 'with retry rules': [], 'without any retry': [] })
}, 240_000)

// They need a minute more.
if (full) {
  test('without nginx a caller is lost only if the dying process had the request and Twilio does not retry it', async () => {
    const lost = await lostInRestarts('held socket', 'held', false)
    expect(lost['with retry rules']).toEqual([])
    for (const why of lost['without any retry']) expect(why).toMatch(/ECONNRESET|socket hang up|\(ct\)/)
    expect(lost['without any retry'].length).toBeLessThanOrEqual(KILLS * 5)
  }, 240_000)

  test('a coordinator that opens its port itself needs Twilio’s retries', async () => {
    const lost = await lostInRestarts('own port', 'own', false)
    expect(lost['with retry rules']).toEqual([])
  }, 240_000)
}
