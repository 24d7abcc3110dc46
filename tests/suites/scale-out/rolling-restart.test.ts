import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Deployment, openDeployment } from '../../setup/deployment.ts'
import { extent } from '../../setup/extent.ts'
import { figure } from '../../setup/figure.ts'
import { openOwnRedis } from '../../setup/own-redis.ts'
import { openStorm, type Storm } from '../../setup/storm/storm.ts'

const ROUNDS = extent({ full: 5, short: 1 })
/** A process has ended by then, whatever was under way. */
const ENDED_MS = 10_000

let redis: Awaited<ReturnType<typeof openOwnRedis>>
let deployment: Deployment
let storm: Storm
beforeAll(async () => {
  redis = await openOwnRedis({ keeps: false })
  deployment = await openDeployment({
    coordinators: extent({ full: 3, short: 2 }),
    redis: { REDIS_URL: redis.url },
    asksReadiness: true,
    env: {
      DRAIN_S: '1',
      SWEEP_EVERY_S: '3',
      PARK_TIMEOUT_S: '3',
      RETURN_TIMEOUT_S: '3',
      RING_TIMEOUT_S: '8',
    },
  })
  storm = await openStorm(deployment, { callers: extent({ full: 50, short: 20 }), agents: 8, givesUp: 0 })
}, 120_000)
afterAll(async () => {
  await storm?.close()
  await deployment?.close()
  await redis?.close()
})

test(
  'restarting one coordinator after the other in a storm loses no command, no caller, and shows nobody offline',
  async () => {
    const endings: number[] = []
    storm.rage()
    await pause(1_000)
    for (let round = 0; round < ROUNDS; round++) {
      for (const one of deployment.coordinators) {
        const began = performance.now()
        expect(await one.end()).toBe(0)
        endings.push(performance.now() - began)
        await deployment.start(one)
        await pause(300)
      }
    }
    await storm.calm()
    await storm.rests(20_000)
    const wentOffline = storm.agents.flatMap(({ console }) =>
      console
        .log()
        .sights.flatMap((sight) =>
          sight.event === 'agent' && sight.data.presence === 'offline' ? [sight.data.agentId] : [],
        ),
    )
    expect(await storm.judge()).toEqual([])
    expect(wentOffline).toEqual([])
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
