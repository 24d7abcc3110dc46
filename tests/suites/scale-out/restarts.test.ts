import { once } from 'node:events'
import { get, type IncomingMessage, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AgentView } from '../../../coordinator/protocol/agent-view.ts'
import type { SeenEvent } from '../../setup/checker/observed.ts'
import { openDeployment, type TestDeployment } from '../../setup/deployment.ts'
import { until } from '../../setup/desk.ts'
import { extent } from '../../setup/extent.ts'
import { figure } from '../../setup/figure.ts'
import { openOwnRedis } from '../../setup/own-redis.ts'
import { signIn } from '../../setup/sign-in.ts'
import { CarrierWatch } from '../../setup/storm/carrier.ts'
import { openStorm } from '../../setup/storm/storm.ts'

const ROUNDS = extent({ full: 5, short: 1 })
/** A process has ended by then, also with work under way. */
const ENDED_MS = 10_000
const PEOPLE = Array.from({ length: extent({ full: 50, short: 3 }) }, (_, n) => `person_${n + 1}`)
const CONSOLES_EACH = 20
const CONSOLES = PEOPLE.length * CONSOLES_EACH
const AVAILABLE = JSON.stringify({ presence: 'available' })

let redis: Awaited<ReturnType<typeof openOwnRedis>>
let deployment: TestDeployment
let cookies: string[]
beforeAll(async () => {
  redis = await openOwnRedis({ keeps: false })
  deployment = await openDeployment({
    coordinators: extent({ full: 3, short: 2 }),
    redis: { REDIS_URL: redis.url },
    asksReadiness: true,
    // A machine that all suites share may be slower than Twilio would bear: here it is restarts that must cost no caller.
    simulator: { retryDelayMs: 1_000, ceilingMs: 60_000 },
    env: {
      DRAIN_S: '1',
      SWEEP_EVERY_S: '3',
      PARK_TIMEOUT_S: '3',
      RETURN_TIMEOUT_S: '3',
      RING_TIMEOUT_S: '6',
    },
  })
  await deployment.hire(...PEOPLE)
  cookies = await Promise.all(PEOPLE.map((username) => signIn(deployment.publicUrl, username)))
}, 120_000)
afterAll(async () => {
  await deployment?.close()
  await redis?.close()
})

const put = (url: string) =>
  request(`${url}/api/me/presence`, {
    method: 'PUT',
    agent: false,
    headers: { cookie: cookies[0], 'content-type': 'application/json', 'content-length': AVAILABLE.length },
  })

/** Opens a console's stream. @returns all that it has said so far, and whether it has ended in order */
async function opensConsole(url: string, cookie: string) {
  const [response] = (await once(
    get(`${url}/api/events`, { agent: false, headers: { cookie } }),
    'response',
  )) as [IncomingMessage]
  const console = { said: '', ended: false }
  response.setEncoding('utf8')
  response.on('error', () => undefined)
  response.on('data', (text: string) => {
    console.said += text
  })
  response.on('end', () => {
    console.ended = response.complete
  })
  return console
}

const asked = async (url: string, path: string) => {
  const response = await fetch(url + path, { headers: { cookie: cookies[0] ?? '' } })
  return { status: response.status, body: await response.json() }
}

test('a coordinator that is told to end says so first, finishes what is under way, and sends its consoles elsewhere one by one', {
  timeout: 120_000,
}, async () => {
  const [leaving, staying] = deployment.coordinators
  if (!leaving || !staying) throw new Error('There are two')
  const [here, there] = [leaving, staying].map(deployment.addressOf) as [string, string]
  const consoles = await Promise.all(
    Array.from({ length: CONSOLES }, (_, n) => opensConsole(here, cookies[n % cookies.length] ?? '')),
  )
  await until(() => consoles.every(({ said }) => said.includes('event: snapshot')))
  const slow = put(here)
  slow.write(AVAILABLE.slice(0, 5))
  await until(async () => (await asked(there, '/api/me')).body.presence === 'away')
  const carrier = new CarrierWatch(deployment.simulatorUrl)
  const callSid = await carrier.calls('+12175560001')
  await until(async () => (await asked(there, `/api/calls/${callSid}`)).body.state === 'ringing.offering')

  const began = performance.now()
  const end = leaving.end()
  await until(async () => (await asked(here, '/readyz')).status === 503)
  expect((await asked(here, '/readyz')).body.detail).toContain('process: about to end')
  expect((await asked(there, '/readyz')).status).toBe(200)
  const last = put(here).end(AVAILABLE)
  const [answer] = (await once(last, 'response')) as [IncomingMessage]
  expect([answer.statusCode, answer.headers.connection]).toEqual([200, 'close'])
  expect(consoles.some(({ ended }) => ended)).toBe(false)

  // The door is shut: what has begun is finished all the same.
  await until(() =>
    asked(here, '/healthz').then(
      () => false,
      () => true,
    ),
  )
  slow.end(AVAILABLE.slice(5))
  const [finished] = (await once(slow, 'response')) as [IncomingMessage]
  expect(finished.statusCode).toBe(200)
  expect(await end).toBe(0)
  figure('ms from SIGTERM to the end, with consoles', performance.now() - began, CONSOLES)

  expect(consoles.filter(({ ended }) => !ended)).toEqual([])
  const waits = consoles.map(({ said }) => Number(/retry: (\d+)\n\n$/.exec(said)?.[1]))
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(100)
  expect(Math.max(...waits)).toBeLessThanOrEqual(2_000)
  for (let from = 100; from < 2_000; from += 380)
    expect(waits.filter((ms) => ms >= from && ms <= from + 380).length).toBeLessThan(CONSOLES / 2)
  expect((await asked(there, '/api/me')).body.presence).toBe('available')

  // Its jobs are the others' now.
  await until(
    async () => (await asked(there, `/api/calls/${callSid}`)).body.state === 'voicemail.recording',
    20_000,
  )
  await carrier.hangsUp(callSid)
  carrier.close()
  await deployment.start(leaving)
})

function agentsIn(sight: SeenEvent): readonly AgentView[] {
  if (sight.event === 'snapshot') return sight.data.agents
  return sight.event === 'agent' ? [sight.data] : []
}

test(
  'restarting one coordinator after the other in a storm loses no command, no caller, and shows nobody offline',
  async () => {
    const endings: number[] = []
    const storm = await openStorm(deployment, {
      callers: extent({ full: 50, short: 15 }),
      agents: extent({ full: 12, short: 6 }),
      givesUp: 0,
    })
    // What came before is none of its business.
    await storm.observe()
    storm.beginStretch()
    for (let round = 0; round < ROUNDS; round++) {
      storm.start()
      await pause(1_000)
      for (const one of deployment.coordinators) {
        const began = performance.now()
        expect(await one.end()).toBe(0)
        endings.push(performance.now() - began)
        await deployment.start(one)
        await pause(300)
      }
      await storm.stop()
      await storm.untilSettled(20_000)
      expect(await storm.judge()).toEqual([])
      const atWork = new Set(storm.agents.map(({ agentId }) => agentId))
      const isGone = ({ agentId, presence }: AgentView) => atWork.has(agentId) && presence === 'offline'
      const shownGone = storm.agents.flatMap(({ console }) => {
        const { name, seen } = console.log()
        return seen.filter((event) => agentsIn(event).some(isGone)).map((event) => ({ name, ...event }))
      })
      expect(shownGone).toEqual([])
      storm.beginStretch()
    }
    await storm.close()
    const { calls, commits, acknowledged, refused, unavailable, unknown } = storm.figures
    figure('restarts, calls, commits', endings.length, calls, commits)
    figure(
      'commands acknowledged, refused, answered 503, never answered',
      acknowledged,
      refused,
      unavailable,
      unknown,
    )
    figure('longest way from SIGTERM to the end, ms', Math.max(...endings))
    expect(unavailable + unknown).toBe(0)
    expect(Math.max(...endings)).toBeLessThan(ENDED_MS)
  },
  ROUNDS * 60_000,
)
