import { execFile } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import type { SentCommand } from '../../setup/checker/observed.ts'
import { ROOT } from '../../setup/child.ts'
import { openDeployment, type TestDeployment } from '../../setup/deployment.ts'
import { until } from '../../setup/desk.ts'
import { extent } from '../../setup/extent.ts'
import { figure } from '../../setup/figure.ts'
import { type OwnRedis, openOwnRedis } from '../../setup/own-redis.ts'
import type { Intention } from '../../setup/storm/intentions.ts'
import { openStorm, type Storm } from '../../setup/storm/storm.ts'

/** How long something is out of order: longer than all retries of a webhook together. */
const REDIS_AWAY_MS = extent({ full: 15_000, short: 1_000 })
const TWILIO_AWAY_MS = extent({ full: 60_000, short: 1_000 })
const RETRY_DELAY_MS = 100
const CUT_EVERY_MS = 150
const CALLERS = 20
const SWEEP_EVERY_S = 2
/** In full, all is at rest between two outages; otherwise the next one comes in the middle of the storm. */
const RESTS_BETWEEN = extent({ full: 1, short: 0 }) === 1

/** A command is answered by then in every outage of Redis, with some time more for a busy machine. */
const ANSWERED_MS = 5_000
const RECOVERED_MS = 20_000
/** A worker looks so often whether anything sweeps at all; a little more on a machine that is busy. */
const WORKER_LOOKS_MS = 2_000
/** What is owed to a Twilio that was away is tried again after half a minute at the latest. */
const CAUGHT_UP_MS = 45_000

let redis: OwnRedis
let deployment: TestDeployment
let storm: Storm
beforeAll(async () => {
  redis = await openOwnRedis({ keeps: 'everysec' })
  deployment = await openDeployment({
    redis: { REDIS_URL: redis.url },
    env: { RING_TIMEOUT_S: '60', SWEEP_EVERY_S: String(SWEEP_EVERY_S) },
    simulator: { retryDelayMs: RETRY_DELAY_MS },
  })
  storm = await openStorm(deployment, { callers: CALLERS, agents: 10 })
}, 120_000)
afterAll(async () => {
  await storm?.close()
  await deployment?.close()
  await redis?.close()
})

/** The test's own word to Redis; its connection may just be coming back from the outage before. */
const tell = (...words: [string, ...(string | number)[]]) =>
  until(async () => (await deployment.redis.call(...words)) !== null, RECOVERED_MS)

/** Everybody is where they belong, nothing is wrong with how they came there, and the jobs go on. */
async function rests(withinMs: number): Promise<number> {
  const calmAt = Date.now()
  await storm.stop()
  const tookMs = await storm.untilSettled(withinMs)
  expect(await storm.judge()).toEqual([])
  await until(async () => Number(await deployment.redis.get(deployment.keys.swept)) > calmAt, RECOVERED_MS)
  await until(async () => (await deployment.redis.zcard(deployment.keys.owed)) === 0, CAUGHT_UP_MS)
  expect([...deployment.coordinators, ...deployment.workers].every(({ running }) => running)).toBe(true)
  storm.beginStretch()
  return tookMs
}

/** The commands that all agents have sent since then. */
const commandsSince = (at: number) =>
  storm.agents.flatMap(({ commands }) => commands).filter(({ sentAt }) => sentAt >= at)
const isAcknowledged = ({ outcome }: SentCommand) => outcome.kind === 'acknowledged'
const isUnavailable = ({ outcome }: SentCommand) =>
  outcome.kind === 'refused' && outcome.code === 'unavailable'

interface Outage {
  name: string
  /** Before that nobody notices. */
  leastMs?: number
  begins(): unknown
  ends(): unknown
}

/**
 * The storm rages on through it, until something was answered as it is then: on a machine that is busy that takes a while.
 * @returns the commands sent during the outage and after it until one was done again
 */
async function passes(
  { begins, ends, leastMs = 0 }: Outage,
  forMs: number,
  isAnswer: (one: SentCommand) => boolean = isAcknowledged,
) {
  storm.start()
  await until(() => storm.carrier.liveCallers.length >= CALLERS && deployment.isReady(), 20_000)
  const begunAt = Date.now()
  await begins()
  await pause(Math.max(forMs, leastMs))
  await until(() => commandsSince(begunAt).some(isAnswer), RECOVERED_MS)
  const endedAt = Date.now()
  await ends()
  await until(() => commandsSince(endedAt).some(isAcknowledged), RECOVERED_MS)
  const backAfterMs = Date.now() - endedAt
  const commands = commandsSince(begunAt)
  const slowestMs = Math.max(0, ...commands.filter(isUnavailable).map((one) => one.answeredAt - one.sentAt))
  return { commands, slowestMs, backAfterMs }
}

const REDIS: Outage[] = [
  { name: 'ended and started again', begins: () => redis.end(), ends: () => redis.start() },
  { name: 'killed and started again', begins: () => redis.kill(), ends: () => redis.start() },
  {
    name: 'stopped, so that it hangs, and let go on',
    leastMs: 2_500,
    begins: () => redis.freeze(),
    ends: () => redis.thaw(),
  },
  {
    name: 'out of memory',
    begins: () => tell('CONFIG', 'SET', 'maxmemory', '1'),
    ends: () => tell('CONFIG', 'SET', 'maxmemory', '0'),
  },
  {
    name: 'made a replica, which takes no writes',
    begins: () => tell('REPLICAOF', '127.0.0.1', '1'),
    ends: () => tell('REPLICAOF', 'NO', 'ONE'),
  },
  { name: 'on a full disk', begins: () => redis.fillDisk(), ends: () => redis.freeDisk() },
]

describe('Redis', () => {
  test.each(REDIS)(
    '$name: 503 in time, no caller lost, and nothing that was acknowledged',
    async (outage) => {
      const { commands, slowestMs, backAfterMs } = await passes(outage, REDIS_AWAY_MS, isUnavailable)
      const refused = commands.filter(isUnavailable).length
      figure(
        `Redis ${outage.name}: 503s, slowest ms; a command was done again after ms; at rest after ms`,
        refused,
        slowestMs,
        backAfterMs,
        RESTS_BETWEEN ? await rests(RECOVERED_MS) : '-',
      )
      expect(refused).toBeGreaterThan(0)
      expect(slowestMs).toBeLessThan(ANSWERED_MS)
    },
    120_000,
  )

  test('with its connections cut again and again: no caller lost, and nothing that was acknowledged', async () => {
    let cuts = 0
    const cut = async () => {
      const connections = Number(
        await deployment.redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'),
      )
      if (connections > 0) cuts += 1
    }
    let cutting: NodeJS.Timeout | undefined
    const begins = () => {
      cutting = setInterval(() => void cut().catch(() => undefined), CUT_EVERY_MS)
    }
    const ends = () => clearInterval(cutting)
    const { commands, backAfterMs } = await passes({ name: 'cut', begins, ends }, REDIS_AWAY_MS)
    figure(
      'Connections cut, times; commands acknowledged until the end, 503s; done again after ms; at rest after ms',
      cuts,
      commands.filter(isAcknowledged).length,
      commands.filter(isUnavailable).length,
      backAfterMs,
      RESTS_BETWEEN ? await rests(RECOVERED_MS) : '-',
    )
    // A busy machine may cut more seldom than it is told to.
    expect(cuts).toBeGreaterThan(REDIS_AWAY_MS / CUT_EVERY_MS / 3)
  }, 120_000)
})

const TWILIO: Outage[] = [
  {
    name: 'refuses connections',
    begins: () => deployment.toTwilio.set('refuses'),
    ends: () => deployment.toTwilio.set('carries'),
  },
  {
    name: 'answers 503',
    begins: () => storm.carrier.ask('/sim/faults', { rest: { answer: 503, times: 1_000_000 } }),
    ends: () => storm.carrier.ask('/sim/faults', {}),
  },
  {
    name: 'hangs',
    begins: () => deployment.toTwilio.set('hangs'),
    ends: () => deployment.toTwilio.set('carries'),
  },
]

describe('Twilio’s REST API', () => {
  test.each(TWILIO)(
    '$name: calls go on, and callers end up where their calls say',
    async (outage) => {
      const { commands } = await passes(outage, TWILIO_AWAY_MS)
      figure(
        `Twilio ${outage.name}: commands acknowledged until the end; at rest after ms`,
        commands.filter(isAcknowledged).length,
        RESTS_BETWEEN ? await rests(CAUGHT_UP_MS) : '-',
      )
      expect(commands.filter(isAcknowledged).length).toBeGreaterThan(0)
      expect(commands.filter(isUnavailable)).toEqual([])
    },
    180_000,
  )
})

test('after all of that everybody is where they belong, and nothing was lost on the way', async () => {
  figure('At rest after ms', await rests(CAUGHT_UP_MS))
  const { calls, commits, acknowledged, refused, unavailable, unknown } = storm.figures
  figure('calls, commits', calls, commits)
  figure('commands acknowledged, refused, 503, never answered', acknowledged, refused, unavailable, unknown)
}, 120_000)

test('the reconciler, run by hand, finds every caller and nothing to put right', async () => {
  const args = ['--import', 'tsx', 'coordinator/commands/reconcile.ts', '--dry-run']
  const env = { PATH: process.env.PATH, LOG_LEVEL: 'warn', ...deployment.env }
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env })
  const callSids = storm.carrier.liveCallers.map(({ callSid }) => callSid)
  for (const callSid of callSids)
    expect(stdout).toMatch(new RegExp(`^${callSid} .*: stays\\. Twilio reports it live`, 'm'))
  expect(stdout).toContain(`Calls compared: ${callSids.length}; with something to put right: 0; unclear: 0.`)
  expect(stdout).toContain('Nothing was changed.')
}, 60_000)

describe('a Redis that was flushed', () => {
  /** A caller of that agent's, in that state. */
  async function brought(agentId: string, state: string, ...paths: Intention['path'][]) {
    const agent = storm.agents.find((one) => one.agentId === agentId)
    if (!agent) throw new Error(`There is no ${agentId}`)
    const screen = () => [...agent.console.desk.calls.values()]
    await until(() => screen().some((call) => call.state === 'ringing.offering'))
    const callSid = screen().find((call) => call.state === 'ringing.offering')?.callSid ?? ''
    for (const path of ['claim', ...paths] as const) {
      await until(async () => isAcknowledged(await agent.send({ callSid, path })))
      await until(() => agent.console.desk.calls.get(callSid)?.state !== 'active.connecting')
    }
    await until(() => agent.console.desk.calls.get(callSid)?.state === state)
  }

  test('costs no caller: all are in the lot within two sweeps, and every screen shows them', async () => {
    const { carrier, agents } = storm
    await Promise.all(carrier.liveCallers.map(({ callSid }) => carrier.hangsUp(callSid)))
    await storm.untilSettled(RECOVERED_MS)
    storm.beginStretch()
    for (let n = 0; n < CALLERS; n++) await carrier.calls(`+121755501${10 + n}`)
    const [one = '', two = '', three = '', four = ''] = agents.map(({ agentId }) => agentId)
    for (const agentId of [one, two]) await brought(agentId, 'active.talking')
    for (const agentId of [three, four]) await brought(agentId, 'active.held', 'hold')
    for (const agentId of [four, four, four]) await brought(agentId, 'parked.waiting', 'park')
    await storm.untilSettled(RECOVERED_MS)
    const { stored } = await storm.observe()
    const states = stored.filter(({ endedAt }) => endedAt === null).map(({ state }) => state)
    expect(new Set(states)).toEqual(
      new Set(['ringing.offering', 'active.talking', 'active.held', 'parked.waiting']),
    )
    // Who has just dialled is on the way to us by webhook, and is not adopted yet.
    await until(
      () => carrier.liveCallers.every(({ createdAt }) => Date.now() - Date.parse(createdAt) > 10_500),
      15_000,
    )

    const flushedAt = performance.now()
    await tell('FLUSHALL')
    const isInTheLot = () => agents.every(({ console }) => parkedOn(console.desk).size === CALLERS)
    await until(isInTheLot, RECOVERED_MS)
    const tookMs = performance.now() - flushedAt
    figure('FLUSHALL with 20 callers: all in the lot, on every screen, after ms', tookMs)
    await until(() => carrier.liveCallers.every(({ where }) => where === 'park music'), RECOVERED_MS)
    expect(carrier.liveCallers.length).toBe(CALLERS)
    expect(await storm.judge({ forgetful: true })).toEqual([])
    expect(tookMs).toBeLessThan(2 * SWEEP_EVERY_S * 1000 + WORKER_LOOKS_MS)

    const [agent] = agents
    const [callSid = ''] = parkedOn(agent?.console.desk ?? { calls: new Map() })
    const taken = await agent?.send({ callSid, path: 'unpark' })
    expect(taken?.outcome).toMatchObject({ kind: 'acknowledged', view: { agentId: agent?.agentId } })
    await until(
      () => carrier.legs.get(callSid)?.withLegs.some(({ identity }) => identity === agent?.agentId) === true,
      RECOVERED_MS,
    )
  }, 120_000)
})

const parkedOn = ({ calls }: { calls: ReadonlyMap<string, CallView> }) =>
  new Set([...calls.values()].filter(({ status }) => status === 'parked').map(({ callSid }) => callSid))
