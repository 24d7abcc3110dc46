import type { SeededRandom } from '../../setup/seeded-random.ts'
import { Agent } from './agent.ts'
import type { World } from './world.ts'

const NAMES = ['ann', 'bob', 'cat', 'dan']
/** A rush of transfers goes to numbers. */
const RUSHES = [
  'claim',
  'park',
  'park',
  'unpark',
  'resume',
  'transfer/complete',
  'transfer',
  'merge',
  'leave',
]

/** The people who answer. */
export class Agents {
  readonly all: Agent[] = []

  constructor(
    private readonly world: World,
    private readonly random: SeededRandom,
  ) {}

  begin() {
    const count = this.random.pick([1, 2, 3, 3, 4])
    for (const name of NAMES.slice(0, count)) {
      const agent = new Agent(this.world, this.random.fork(name), name)
      this.all.push(agent)
      // Some arrive late: a caller who calls before that reaches voicemail.
      this.world.scheduler.after(this.random.pick([0, 0, 500, 2_000, 12_000]), () => agent.comes())
    }
    this.#rush()
  }

  /** Now and then all agents send the same command at the same moment. */
  #rush() {
    const { scheduler } = this.world
    scheduler.after(this.random.between(1_000, 8_000), () => {
      if (this.world.quiet) return
      const command = this.random.pick(RUSHES)
      for (const agent of this.all) agent.rushes(command)
      this.#rush()
    })
  }

  names = () => this.all.map(({ id }) => id)
}
