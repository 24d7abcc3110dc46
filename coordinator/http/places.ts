import { Refusal } from './problem.ts'

/** How long a request takes that has a place, about. */
const AGAIN_IN_S = 5

/** Places for requests that need much memory and time: one for each agent, a few in all. */
export class Places {
  readonly #taken = new Set<string>()

  constructor(private readonly most: number) {}

  /**
   * @returns gives the place back
   * @throws {Refusal} `rate_limited` when the agent has a place already, or others have all
   */
  take(agentId: string): () => void {
    const again = { retryAfterS: AGAIN_IN_S }
    if (this.#taken.has(agentId))
      throw new Refusal('rate_limited', 'One at a time: the last one is not done yet', again)
    if (this.#taken.size >= this.most)
      throw new Refusal('rate_limited', 'Others are at it: try again in some seconds', again)
    this.#taken.add(agentId)
    return () => this.#taken.delete(agentId)
  }
}
