import type { SeededRandom } from '../../setup/seeded-random.ts'
import { isOver, type SimulatedLeg } from './leg.ts'
import type { World } from './world.ts'

const CALLS = [1, 3, 4, 5, 6, 8]

/** The people who call. */
export class Callers {
  readonly legs: SimulatedLeg[] = []

  constructor(
    private readonly world: World,
    private readonly random: SeededRandom,
  ) {}

  begin(withinMs: number) {
    const { scheduler, twilio } = this.world
    const count = this.random.pick(CALLS)
    for (let n = 0; n < count; n++)
      scheduler.after(this.random.between(1_000, withinMs * 0.8), () => {
        const leg = twilio.call(`+1217555${1000 + this.random.int(9000)}`)
        this.legs.push(leg)
        scheduler.after(this.#patienceMs(), () => {
          if (!this.world.quiet) twilio.hangUp(leg)
        })
      })
  }

  /** All callers hang up. */
  hangUp() {
    for (const leg of this.legs) if (!isOver(leg)) this.world.twilio.hangUp(leg)
  }

  #patienceMs() {
    return this.random.pick([
      this.random.between(500, 15_000),
      this.random.between(10_000, 120_000),
      10_000_000,
    ])
  }
}
