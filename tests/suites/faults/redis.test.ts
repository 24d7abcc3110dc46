import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Deployment, openDeployment } from '../../setup/deployment.ts'
import { until } from '../../setup/desk.ts'
import { extent } from '../../setup/extent.ts'
import { figure } from '../../setup/figure.ts'
import { type OwnRedis, openOwnRedis } from '../../setup/own-redis.ts'
import { openStorm, type Storm } from '../../setup/storm/storm.ts'

/** How long it is out of order: longer than all retries of a webhook together. */
const OUTAGE_MS = extent({ full: 15_000, short: 3_000 })
const CALLERS = extent({ full: 30, short: 15 })
const RETRY_DELAY_MS = 100
/** A command is answered by then, whatever is wrong with Redis; a little more on a machine that is busy. */
const ANSWERED_MS = 5_000
const RECOVERED_MS = 20_000

let redis: OwnRedis
let deployment: Deployment
let storm: Storm
beforeAll(async () => {
  redis = await openOwnRedis({ keeps: 'everysec' })
  deployment = await openDeployment({
    redis: { REDIS_URL: redis.url },
    env: { RING_TIMEOUT_S: '10', SWEEP_EVERY_S: '2' },
    simulator: { retryDelayMs: RETRY_DELAY_MS },
  })
  storm = await openStorm(deployment, { callers: CALLERS, agents: 8 })
}, 120_000)
afterAll(async () => {
  await storm?.close()
  await deployment?.close()
  await redis?.close()
})

/** The test's own word to Redis; one that breaks off with it is not a failure of the test's. */
const tell = (...words: [string, ...(string | number)[]]) => deployment.redis.call(...words)

interface Fault {
  name: string
  begins(): unknown
  ends(): unknown
  /** Whether commands are refused meanwhile; where not, the fault is over before anybody is told of it. */
  refuses: boolean
  /** Whether reads go on. */
  reads?: true
}

const FAULTS: Fault[] = [
  {
    name: 'that is ended and started again',
    begins: () => redis.end(),
    ends: () => redis.start(),
    refuses: true,
  },
  {
    name: 'that is killed and started again',
    begins: () => redis.kill(),
    ends: () => redis.start(),
    refuses: true,
  },
  { name: 'that hangs', begins: () => redis.freeze(), ends: () => redis.thaw(), refuses: true },
  {
    name: 'that drops every connection, again and again',
    begins: async () => {
      for (let n = 0; n < 10; n++) {
        await tell('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
        await pause(OUTAGE_MS / 20)
      }
    },
    ends: () => undefined,
    refuses: false,
  },
  {
    name: 'that is out of memory',
    begins: () => tell('CONFIG', 'SET', 'maxmemory', '1'),
    ends: () => tell('CONFIG', 'SET', 'maxmemory', '0'),
    refuses: true,
    reads: true,
  },
  {
    name: 'that takes no writes, because it has become a replica',
    begins: () => tell('REPLICAOF', '127.0.0.1', '1'),
    ends: () => tell('REPLICAOF', 'NO', 'ONE'),
    refuses: true,
    reads: true,
  },
  {
    name: 'whose disk is full',
    begins: () => redis.fillDisk(),
    ends: () => redis.freeDisk(),
    refuses: true,
    reads: true,
  },
]

test.each(FAULTS)(
  'a Redis $name costs no caller, and nothing that was acknowledged',
  async (fault) => {
    storm.rage()
    await until(() => storm.carrier.liveCallers.length >= CALLERS, 20_000)
    const before = storm.carrier.liveCallers
    const brokenAt = Date.now()
    await fault.begins()
    await pause(OUTAGE_MS)
    const mendedAt = Date.now()
    await fault.ends()
    await storm.calm()
    const tookMs = await storm.rests(RECOVERED_MS)

    const asked = storm.agents.flatMap((agent) => agent.asked).filter(({ sentAt }) => sentAt > brokenAt)
    const unavailable = asked.filter(
      ({ outcome }) => outcome.kind === 'refused' && outcome.code === 'unavailable',
    )
    const slowest = Math.max(0, ...unavailable.map(({ sentAt, answeredAt }) => answeredAt - sentAt))
    const came = storm.carrier.liveCallers.filter(({ createdAt }) => {
      const at = Date.parse(createdAt)
      return at > brokenAt && at < mendedAt
    })
    const stayed = before.filter(({ callSid }) => storm.carrier.legs.get(callSid)?.endedAt === null)
    figure(
      `Redis ${fault.name}: 503s, slowest ms; callers who stayed, who came meanwhile; at rest after ms`,
      unavailable.length,
      slowest,
      stayed.length,
      came.length,
      tookMs,
    )
    expect(await storm.judge()).toEqual([])
    await until(
      async () => Number(await deployment.redis.get(deployment.keys.swept)) > mendedAt,
      RECOVERED_MS,
    )
    if (fault.refuses) expect(unavailable.length).toBeGreaterThan(0)
    expect(slowest).toBeLessThan(ANSWERED_MS)
    expect(deployment.coordinators.every(({ running }) => running)).toBe(true)
    storm.begin()
  },
  120_000,
)
