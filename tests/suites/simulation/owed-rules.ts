import type { SimulatedProcess } from './scheduler.ts'
import type { World } from './world.ts'

/** A dead process is missed after 2.5 s, and others look twice a second. */
const TAKEN_UP_WITHIN_MS = 3_600
/** After trouble with Redis each process waits until the others have said what they try. */
const CALM_AFTER_MS = 5_000

/** The rules on what is owed to Twilio: one process tries a command, and a living one takes up what a dead one owed. */
export class OwedRules {
  readonly #underWay = new Map<string, { process: SimulatedProcess; since: number }>()

  constructor(private readonly world: World) {}

  /** A process tells Twilio something that must not be told twice at the same time. */
  async tries<T>(process: SimulatedProcess, what: string, ask: () => Promise<T>): Promise<T> {
    const { scheduler } = this.world
    const other = this.#underWay.get(what)
    if (other?.process.alive && other.process !== process && this.#isCalmSince(other.since))
      this.world.fail('one process tries a command at a time', `two processes are about to ${what}`)
    const mine = { process, since: scheduler.now }
    this.#underWay.set(what, mine)
    try {
      return await ask()
    } finally {
      if (this.#underWay.get(what) === mine) this.#underWay.delete(what)
    }
  }

  /** A process has died. What it tried then is tried by another one soon, if one has lived all the time. */
  crashed() {
    const { scheduler, coordinators, store, keys } = this.world
    const at = scheduler.now
    const others = coordinators.running.filter(({ ready }) => ready)
    scheduler.after(TAKEN_UP_WITHIN_MS, async () => {
      if (!this.#isCalmSince(at) || !others.some(({ alive }) => alive)) return
      const [oldest, triedAt] = await store.real.zrange(keys.owed, '0', '0', 'WITHSCORES')
      if (oldest !== undefined && Number(triedAt) <= at)
        this.world.fail('what a dead process owed is taken up within seconds', `${oldest} is not`)
    })
  }

  #isCalmSince = (at: number) => this.world.faults.redisHinderedAt < at - CALM_AFTER_MS
}
