import type { Redis } from 'ioredis'
import { type Complaint, emptied, settled } from './liveness.ts'
import type { Mutant } from './mutants.ts'
import { type Violation, World } from './world.ts'

const COORDINATORS = 2
/** Every so often something may happen to all of Redis, or to a clock. */
const WEATHER_MS = 10_000
/** How long a long world may take until somebody talks to a number outside; and how long it is left to itself then. */
const LONG_MS = 120_000
/** Long enough for a call that only Twilio is asked about to be asked about. */
const QUIET_MS = 330_000
/** What the slowest way back takes: a stale call asked about twice, a job whose worker died, an outbox's last delay. */
const SETTLED_WITHIN_MS = 110_000

/** How often it is looked whether all is well. */
const LOOK_MS = 5_000

export interface Run {
  seed: number
  violation: Violation | null
  digest: string
  story: readonly string[]
  steps: number
  virtualMs: number
  calls: number
  commits: number
  acknowledgements: number
  refusals: number
  crashes: number
  /** At which faults could strike, and did. */
  occasions: number
  struck: ReadonlyMap<string, number>
  reached: ReadonlySet<string>
  ranOut: ReadonlySet<string>
}

export interface RunOptions {
  mutant?: Mutant
  without?: ReadonlySet<number>
}

/** One world, from the first process to an empty desk, or to the first broken rule. */
export async function simulate(redis: Redis, seed: number, options: RunOptions = {}): Promise<Run> {
  const world = new World({ seed, redis, ...options })
  const lasts = world.isLong ? LONG_MS : world.chance.between(15_000, 50_000)
  world.office.begin(COORDINATORS)
  world.jobs.begin()
  world.agents.begin()
  world.callers.begin(lasts)
  weather(world)
  await world.pass(lasts, () => world.isLong && world.rules.isAnybodyOutside())
  if (world.isLong) {
    world.tell('It is quiet from here on')
    world.quiet = true
    await world.pass(QUIET_MS)
  }

  heal(world)
  await comesTrue(world, settled)
  await comesTrue(world, async () => {
    // A number that an agent had called may answer only now.
    world.callers.hangUp()
    return emptied(world)
  })

  for (const coordinator of world.office.coordinators) coordinator.alive = false
  await world.store.forget()
  const { rules, faults, violation, story, scheduler, office } = world
  return {
    ...{ seed, violation, story, digest: world.digest(), steps: scheduler.steps, virtualMs: world.elapsed },
    ...{ calls: world.callers.legs.length, commits: rules.commits, crashes: office.crashes },
    ...{ acknowledgements: rules.acknowledgements, refusals: rules.refusals },
    ...{ occasions: faults.occasions, struck: faults.struck, reached: rules.reached, ranOut: rules.ranOut },
  }
}

/** Looked at often, so that what can be right soon costs little; some worlds have to bear all of the time. */
async function comesTrue(world: World, check: (world: World) => Promise<Complaint[]>): Promise<void> {
  const soonest = world.chance.happens(0.1) ? SETTLED_WITHIN_MS : LOOK_MS
  let complaints: Complaint[] = []
  for (let passed = 0; passed < SETTLED_WITHIN_MS + 2 * LOOK_MS && !world.over; passed += LOOK_MS) {
    await world.pass(LOOK_MS)
    if (passed + LOOK_MS < soonest || world.over) continue
    complaints = await check(world)
    if (complaints.length === 0) return
  }
  const [first] = complaints
  if (first) world.fail(...first)
}

function weather(world: World) {
  const { scheduler, faults, chance, office } = world
  scheduler.after(WEATHER_MS, async () => {
    if (world.calm) return
    weather(world)
    if (faults.strikes('redisAway')) {
      world.tell('Redis is away')
      world.redisAway = true
      scheduler.after(chance.between(300, 9_000), () => {
        world.tell('Redis is back')
        world.redisAway = false
      })
    }
    if (faults.strikes('redisForgets')) {
      world.tell('Redis forgets everything')
      await world.store.forget()
      world.rules.forget()
      world.jobs.forget()
      for (const { console } of world.agents.all) if (console) console.awaitsSnapshot = true
      world.wakeReaders()
    }
    if (faults.strikes('clockJumps')) {
      const coordinator = office.any()
      if (!coordinator) return
      const jump = Math.round(chance.pick([-1, 1]) * chance.between(500, 20_000))
      coordinator.aheadMs += jump
      world.tell(`${coordinator.name}'s clock jumps by ${jump} ms`)
    }
  })
}

/** Nothing goes wrong any more, and everybody is there. */
function heal(world: World) {
  world.tell('All is well from here on')
  world.faults.stop()
  world.calm = true
  world.quiet = true
  world.redisAway = false
  for (const coordinator of world.office.coordinators) coordinator.aheadMs %= 1000
  for (const agent of world.agents.all) agent.mustBeThere()
}
