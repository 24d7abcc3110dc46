import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { Refusal } from '../http/problem.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'

const FAILURES = 10
const WINDOW_S = 5 * 60

/** The attempts on one key that this process is busy with. */
interface Turn {
  present: number
  /** Those whose password is being looked at. */
  inside: number
  /** Those that wait for one of them to settle. */
  waiting: (() => void)[]
  /** Ends with the last one that asks for a point: they ask one after the other, so that none sees another's asking. */
  queue: Promise<unknown>
}

/**
 * Bounds failed attempts to sign in, per key: ten in five minutes. A success clears a user's failures;
 * an address, behind which others may be guessing, only gets back what the attempt itself had taken.
 *
 * An attempt takes a point before its password is looked at, and gets it back unless it was wrong: guesses
 * sent all at once gain nothing. Right passwords sent all at once must not suffer for it, so whoever finds the
 * points taken by attempts that are still under way waits until one of them settles.
 */
export class Attempts {
  readonly #limiter: RateLimiterRedis
  readonly #turns = new Map<string, Turn>()

  constructor(
    redis: RedisClient,
    keys: Keys,
    private readonly kind: 'user' | 'address',
  ) {
    this.#limiter = new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `${keys.prefix}attempts:${kind}`,
      points: FAILURES,
      duration: WINDOW_S,
    })
  }

  /**
   * @param attempt resolves to null when it failed; one that rejects does not count
   * @throws {Refusal} `rate_limited`, and then nothing was attempted
   */
  async run<T>(key: string, attempt: () => Promise<T | null>): Promise<T | null> {
    const turn = this.#enter(key)
    try {
      while (!(await this.#next(turn, () => this.#admit(key, turn))))
        if (turn.inside > 0) await new Promise<void>((resolve) => turn.waiting.push(resolve))
      try {
        return await this.#counted(key, attempt)
      } finally {
        turn.inside--
      }
    } finally {
      turn.waiting.shift()?.()
      turn.present--
      if (turn.present === 0) this.#turns.delete(key)
    }
  }

  async #counted<T>(key: string, attempt: () => Promise<T | null>): Promise<T | null> {
    const result = await attempt().catch(async (error: unknown) => {
      await this.#giveBack(key)
      throw error
    })
    if (result === null) return null
    if (this.kind === 'user') await asking(() => this.#limiter.delete(key))
    else await this.#giveBack(key)
    return result
  }

  #enter(key: string): Turn {
    const turn = this.#turns.get(key) ?? { present: 0, inside: 0, waiting: [], queue: Promise.resolve() }
    this.#turns.set(key, turn)
    turn.present++
    return turn
  }

  #next<T>(turn: Turn, ask: () => Promise<T>): Promise<T> {
    const answer = turn.queue.then(ask)
    turn.queue = answer.catch(() => undefined)
    return answer
  }

  /** @returns false when the points are taken, but perhaps only by attempts that are under way */
  async #admit(key: string, turn: Turn): Promise<boolean> {
    const alone = turn.inside === 0
    const waitMs = await this.#take(key)
    if (waitMs !== null && alone) {
      const retryAfterS = Math.max(1, Math.ceil(waitMs / 1000))
      throw new Refusal('rate_limited', `Try again in ${retryAfterS} s`, { retryAfterS })
    }
    if (waitMs === null) turn.inside++
    return waitMs === null
  }

  /** @returns null when there was a point to take, otherwise how long until there is (ms) */
  async #take(key: string): Promise<number | null> {
    try {
      await asking(() => this.#limiter.consume(key))
      return null
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      await this.#giveBack(key)
      return refused.msBeforeNext
    }
  }

  #giveBack(key: string): Promise<unknown> {
    return asking(() => this.#limiter.reward(key))
  }
}
