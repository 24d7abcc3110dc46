import type { Redis } from 'ioredis'
import { type Complaint, complaintsAfterCalls, complaintsAfterFaults } from './liveness.ts'
import type { Mutant } from './mutants.ts'
import { type Violation, World } from './world.ts'

const COORDINATORS = 2
/** How often a fault of all of Redis is decided. */
const DISTURB_EVERY_MS = 10_000
/** How long a long world may take until somebody talks to a number outside; and how long it is left to itself then. */
const LONG_MS = 120_000
/** Long enough for a call that only Twilio is asked about to be asked about. */
const QUIET_MS = 330_000
/** What the slowest way back takes: a stale call asked about twice, a job whose worker died, an outbox's last delay. */
const SETTLED_WITHIN_MS = 110_000

/** How often the rules are checked. */
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
  timeouts: ReadonlySet<string>
}

export interface RunOptions {
  mutant?: Mutant
  without?: ReadonlySet<number>
}

/** One world, from the first process to an empty desk, or to the first broken rule. */
export async function simulate(redis: Redis, seed: number, options: RunOptions = {}): Promise<Run> {
  const world = new World({ seed, redis, ...options })
  const lasts = world.isLong ? LONG_MS : world.random.between(15_000, 50_000)
  world.coordinators.begin(COORDINATORS)
  world.jobs.begin()
  world.rules.reachability.begin()
  world.agents.begin()
  world.callers.begin(lasts)
  disturbEverything(world)
  await world.pass(lasts, () => world.isLong && world.rules.isAnybodyOutside())
  if (world.isLong) {
    world.note('It is quiet from here on')
    world.quiet = true
    await world.pass(QUIET_MS)
  }

  heal(world)
  await untilNoComplaint(world, complaintsAfterFaults)
  world.callers.hangUp()
  await untilNoComplaint(world, async () => {
    // A number that an agent had called may answer only now.
    world.callers.hangUp()
    return complaintsAfterCalls(world)
  })

  for (const coordinator of world.coordinators.running) coordinator.alive = false
  await world.store.forget()
  const { rules, faults, violation, story, scheduler, coordinators } = world
  return {
    ...{ seed, violation, story, digest: world.digest(), steps: scheduler.steps, virtualMs: world.elapsed },
    ...{ calls: world.callers.legs.length, commits: rules.commits, crashes: coordinators.crashes },
    ...{ acknowledgements: rules.acknowledgements, refusals: rules.refusals },
    ...{
      occasions: faults.occasions,
      struck: faults.struck,
      reached: rules.reached,
      timeouts: rules.timeouts,
    },
  }
}

/** Waits until a check has no complaint. It looks often, because most worlds settle soon; some worlds wait the full time. */
async function untilNoComplaint(world: World, check: (world: World) => Promise<Complaint[]>): Promise<void> {
  const soonest = world.random.happens(0.1) ? SETTLED_WITHIN_MS : LOOK_MS
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

function disturbEverything(world: World) {
  const { scheduler, faults, random } = world
  scheduler.after(DISTURB_EVERY_MS, async () => {
    if (world.faultFree) return
    disturbEverything(world)
    if (faults.strikes('redisAway')) {
      world.note('Redis is away')
      world.redisAway = true
      scheduler.after(random.between(300, 9_000), () => {
        world.note('Redis is back')
        world.redisAway = false
        faults.hinders('redis')
      })
    }
    if (faults.strikes('redisForgets')) {
      world.note('Redis forgets everything')
      await world.store.forget()
      world.rules.forget()
      world.jobs.forget()
      for (const { console } of world.agents.all) if (console) console.awaitsSnapshot = true
      world.wakeReaders()
    }
  })
}

/** Ends all faults and opens each agent's console. */
function heal(world: World) {
  world.note('No more faults from here on')
  world.faults.stop()
  world.faultFree = true
  world.quiet = true
  world.redisAway = false
  for (const agent of world.agents.all) agent.mustBeThere()
}
