import { expect, test } from 'vitest'
import { extent } from '../../setup/extent.ts'
import { figure } from '../../setup/figure.ts'
import { leafStates } from './coverage.ts'
import { FAULTS } from './faults.ts'
import { type Run, simulate } from './run.ts'
import { explain } from './shrink.ts'
import { simulatedRedis } from './simulated-redis.ts'
import { Totals } from './totals.ts'

const RUNS = extent({ full: 10_000, short: 40 })
const TWICE = extent({ full: 60, short: 4 })
const ENOUGH_TO_SEE_ALL = 1_000
const TIMERS = [
  'carrierCheck',
  'dialTimeout',
  'joinTimeout',
  'parkTimeout',
  'returnTimeout',
  'ringTimeout',
  'transferTimeout',
]
const MINUTES = 60_000

/** `SIMULATION_SEED=123 npx vitest run tests/suites/simulation/simulation.test.ts` tells the whole story of one run. */
const only = process.env.SIMULATION_SEED

const redis = simulatedRedis()
/** Another server, that draws other things for itself. */
const otherRedis = simulatedRedis()

async function fails(run: Run): Promise<never> {
  throw new Error(await explain(redis.client, run))
}

test.skipIf(only !== undefined)(
  'when parts fail, come twice or die halfway, every rule holds and no caller is lost',
  async () => {
    const totals = new Totals()
    await redis.each(seedsFrom(1, RUNS), async (run) => {
      if (run.violation) await fails(run)
      totals.add(run)
      return false
    })
    for (const [what, ...values] of totals.lines()) figure(what, ...values)
    if (RUNS < ENOUGH_TO_SEE_ALL) return
    // It proves something only if it went everywhere, and everything went wrong somewhere.
    expect(totals.states()).toEqual(leafStates().sort())
    expect(totals.faults()).toEqual(Object.keys(FAULTS).sort())
    expect(totals.timers()).toEqual(expect.arrayContaining(TIMERS))
  },
  extent({ full: 60 * MINUTES, short: 3 * MINUTES }),
)

test.skipIf(only !== undefined)(
  'the same seed is the same world, also on another server',
  async () => {
    const digests = async (server: typeof redis) => {
      const all = new Map<number, string>()
      await server.each(seedsFrom(7, TWICE), ({ seed, digest }) => {
        all.set(seed, digest)
        return false
      })
      return [...all].sort(([one], [other]) => one - other)
    }
    const first = await digests(redis)
    expect(new Set(first.map(([, digest]) => digest)).size).toBe(TWICE)
    expect(await digests(otherRedis)).toEqual(first)
  },
  5 * MINUTES,
)

if (only !== undefined)
  test(
    `the story of ${only}`,
    async () => {
      const run = await simulate(redis.client, Number(only))
      process.stdout.write(`${run.story.join('\n')}\n`)
      if (run.violation) await fails(run)
    },
    5 * MINUTES,
  )

const seedsFrom = (first: number, count: number) => Array.from({ length: count }, (_, n) => first + n)
