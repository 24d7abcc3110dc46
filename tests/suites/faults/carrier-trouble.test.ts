import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { TimelineEntry } from '../../../coordinator/protocol/timeline.ts'
import { isCaller } from '../../setup/checker/observed.ts'
import { openDeployment, type TestDeployment } from '../../setup/deployment.ts'
import { extent } from '../../setup/extent.ts'
import { figure } from '../../setup/figure.ts'
import { openStorm, type Storm } from '../../setup/storm/storm.ts'
import type { FaultJournal, FaultKind } from '../../simulator/faults/schema.ts'

const ROUNDS = extent({ full: 16, short: 1 })
const CALLS_EACH = 125
const AT_REST_MS = 40_000

/** Three of ten callbacks twice, overtaken or late; one of ten REST requests refused, lost, late or without an answer. */
const TROUBLE = {
  callbacks: { duplicate: 0.12, reorder: 0.12, delay: 0.12, jitterMs: 4_000 },
  documents: { duplicate: 0.05, delay: 0.05, jitterMs: 500 },
  rest: { answer: [429, 500, 503, 'lost', 'slow', 'hang'], share: 0.1, hangMs: 2_000 },
}

let deployment: TestDeployment
let storm: Storm

beforeAll(async () => {
  deployment = await openDeployment({
    redis: { REDIS_URL: inject('redisUrl') },
    env: {
      RING_TIMEOUT_S: '3',
      JOIN_TIMEOUT_S: '3',
      PARK_TIMEOUT_S: '4',
      RETURN_TIMEOUT_S: '3',
      TRANSFER_TIMEOUT_S: '3',
      SWEEP_EVERY_S: '3',
    },
  })
  storm = await openStorm(deployment, { callers: 24, agents: 8, everyMs: 150, hangUpPercent: 50 })
}, 120_000)
afterAll(async () => {
  await storm?.close()
  await deployment?.close()
})

test(
  `${ROUNDS * CALLS_EACH} calls through all flows, while callbacks misbehave and REST fails: every caller is where the call's state says, none is lost, none is hung up on`,
  async () => {
    const rests: number[] = []
    const flows = new Map<string, number>()
    const startedAt = performance.now()
    let placed = 0
    await storm.carrier.ask('/sim/faults', { seed: storm.seed % 2 ** 31, ...TROUBLE })
    for (let round = 0; round < ROUNDS; round++) {
      const known = callers().length
      storm.start()
      while (callers().length < known + CALLS_EACH) await pause(100)
      await storm.stop()
      placed += callers().length - known
      rests.push(await storm.untilSettled(AT_REST_MS))
      const { histories } = await storm.observe()
      count(flows, [...histories.values()])
      expect(await storm.judge()).toEqual([])
      storm.beginStretch()
    }
    const journal = await fetch(`${deployment.simulatorUrl}/sim/faults/journal`)
    const { decisions } = (await journal.json()) as FaultJournal
    const { calls, commits, acknowledged, refused, unavailable, unknown } = storm.figures
    const faults = (kind: FaultKind) => decisions.filter((one) => one.kind === kind).length
    figure('seed', storm.seed)
    // A caller who hangs up before the voice webhook never becomes a call.
    figure('callers, calls, commits', placed, calls, commits)
    figure(
      'commands acknowledged, refused, answered 503, never answered',
      acknowledged,
      refused,
      unavailable,
      unknown,
    )
    figure('faults: callbacks, documents, REST', faults('callback'), faults('document'), faults('rest'))
    figure('flows', [...flows].map(([flow, times]) => `${flow} ${times}`).join(', '))
    figure('worst time until all were where they belong, ms', Math.max(...rests))
    figure('took, ms', performance.now() - startedAt)
    expect(placed).toBeGreaterThanOrEqual(ROUNDS * CALLS_EACH)
    for (const kind of ['callback', 'document', 'rest'] as const)
      expect(faults(kind), kind).toBeGreaterThan(20)
    for (const [flow, times] of flows) if (!RARE.has(flow)) expect(times, flow).toBeGreaterThan(0)
  },
  ROUNDS * (60_000 + AT_REST_MS),
)

const callers = () => [...storm.carrier.legs.values()].filter(isCaller)

type Line = Pick<TimelineEntry, 'event' | 'state'>
type Flow = (line: Line, before: Line | undefined) => boolean
const is =
  (event: string, state = /./): Flow =>
  (line) =>
    line.event === event && state.test(line.state)

/** Everything that a call can go through. */
const FLOWS: Record<string, Flow> = {
  claimed: is('CLAIM'),
  talked: (line, before) => line.state === 'active.talking' && before?.state !== 'active.talking',
  declined: is('DECLINE'),
  held: is('HOLD'),
  resumed: is('RESUME'),
  parked: is('PARK'),
  unparked: is('UNPARK'),
  'came back from the lot': (line, before) =>
    line.state === 'parked.returning' && before?.state === 'parked.waiting',
  transferred: is('TRANSFER'),
  consulted: (line) => line.state === 'transferring.consulting',
  'talked with a number outside': (line) => line.state === 'active.outside',
  'agent’s leg lost': is('LEG_ENDED', /^parked/),
  'reached voicemail': (line) => line.state === 'voicemail.recording',
  'caller left while it rang': (line, before) =>
    line.event === 'CALLER_ENDED' && before?.state === 'ringing.offering',
  'caller left': is('CALLER_ENDED'),
  'agent hung up': is('HANGUP'),
}

/** It takes luck to come by: hundreds of calls may do without. */
const RARE: ReadonlySet<string> = new Set(['talked with a number outside', 'consulted'])

function count(flows: Map<string, number>, histories: readonly (readonly Line[])[]): void {
  for (const [flow, happened] of Object.entries(FLOWS)) {
    const times = histories.map((lines) => lines.filter((line, n) => happened(line, lines[n - 1])).length)
    flows.set(
      flow,
      times.reduce((sum, one) => sum + one, flows.get(flow) ?? 0),
    )
  }
}
