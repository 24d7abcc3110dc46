import { OneAtATime } from '../durable/one-at-a-time.ts'
import { Refusal } from '../http/problem.ts'

/** Some five seconds of passwords. A console gives up after eight. */
const MOST_WAITING = 100
/** An agent may sign in in any number of browsers. All of them are known. */
const MOST_OF_ONE_AGENT = 10
const RETRY_AFTER_S = 5

/** Who is known: a session, or a browser in which the agent has signed in before. */
type Lane = 'known' | 'stranger'

/**
 * A password is checked on a thread of the four that Node has for files and names of hosts too. So one password is checked
 * at a time for strangers, and one for those who are known. Those who are known never wait for strangers.
 */
export class PasswordTurns {
  readonly #oneAtATime = new OneAtATime()
  readonly #present = { known: 0, stranger: 0 }
  /** How many of those who are known are of each agent. */
  readonly #ofAgent = new Map<string, number>()

  /**
   * @param agentId whose password it is
   * @throws {Refusal} `unavailable` when too many wait in this lane: then the password is not checked
   */
  async run<T>(lane: Lane, agentId: string, check: () => Promise<T>): Promise<T> {
    const ofAgent = lane === 'known' ? (this.#ofAgent.get(agentId) ?? 0) : 0
    if (this.#present[lane] > MOST_WAITING || ofAgent >= MOST_OF_ONE_AGENT)
      throw new Refusal('unavailable', 'Too many sign in at once: try again in some seconds', {
        retryAfterS: RETRY_AFTER_S,
      })
    this.#count(lane, agentId, 1)
    try {
      return await this.#oneAtATime.run(lane, check)
    } finally {
      this.#count(lane, agentId, -1)
    }
  }

  #count(lane: Lane, agentId: string, by: 1 | -1) {
    this.#present[lane] += by
    if (lane === 'stranger') return
    const left = (this.#ofAgent.get(agentId) ?? 0) + by
    if (left === 0) this.#ofAgent.delete(agentId)
    else this.#ofAgent.set(agentId, left)
  }
}
