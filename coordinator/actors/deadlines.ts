import { RedisAway } from '../failures.ts'
import type { Surroundings } from '../surroundings.ts'

/** A little less than a command may take (redis/connect.ts): the answer must still arrive in time. */
const WAITED_FOR_MS = 1_750

type ScriptAnswer = (string | null)[]

/**
 * A commit that Redis comes to only when nobody waits for it any more is not done: who asked was told so.
 * Until when anybody waits is said by Redis's own clock, as the ids of the feed show it.
 */
export class Deadlines {
  /** Of Redis before this process's monotonic one, as the last commit showed it. */
  #clockAheadMs: number | null = null

  constructor(private readonly surroundings: Pick<Surroundings, 'elapsed'>) {}

  /**
   * @param commit answers `ok, id before, id of its entry, …`, `late, ms of Redis's clock`, or anything else.
   *   It is given until when somebody waits, in ms of Redis's clock; 0: not known.
   * @throws RedisAway
   */
  async keep(commit: (deadline: number) => Promise<ScriptAnswer>): Promise<ScriptAnswer> {
    const { elapsed } = this.surroundings
    const until = elapsed() + WAITED_FOR_MS
    for (;;) {
      const deadline = this.#clockAheadMs === null ? 0 : Math.floor(until + this.#clockAheadMs)
      const answer = await commit(deadline)
      const [outcome, , id] = answer
      if (outcome === 'ok' && id) this.#clockAheadMs = Number.parseInt(id, 10) - elapsed()
      if (outcome !== 'late') return answer
      if (elapsed() > until) throw new RedisAway('Redis came to it too late')
      // Its clock was set, or it is another server: the time was not up.
      this.#clockAheadMs = Number(answer[1]) - elapsed()
    }
  }
}
