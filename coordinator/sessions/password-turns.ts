import { OneAtATime } from '../durable/one-at-a-time.ts'
import { Refusal } from '../http/problem.ts'

/** Some five seconds of passwords. A console gives up after eight. */
const MOST_WAITING = 100
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

  /** @throws {Refusal} `unavailable` when too many wait in this lane: then the password is not checked */
  async run<T>(lane: Lane, check: () => Promise<T>): Promise<T> {
    if (this.#present[lane] > MOST_WAITING)
      throw new Refusal('unavailable', 'Too many sign in at once: try again in some seconds', {
        retryAfterS: RETRY_AFTER_S,
      })
    this.#present[lane] += 1
    try {
      return await this.#oneAtATime.run(lane, check)
    } finally {
      this.#present[lane] -= 1
    }
  }
}
