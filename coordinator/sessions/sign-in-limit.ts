import { createRateLimit, type RateLimit } from '../http/rate-limit.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'

const FAILURES = 10
const WINDOW_S = 5 * 60

/**
 * Limits failed attempts to sign in, per key: ten in five minutes.
 *
 * An attempt takes a point before its password is checked, and gives it back unless the password is wrong: many guesses
 * at once gain nothing. Attempts of one key run one after the other, so that a right password never waits for a point
 * that another right password has taken.
 */
export class SignInLimit {
  readonly #limit: RateLimit
  /** The last attempt of each key that has attempts under way. */
  readonly #last = new Map<string, Promise<unknown>>()

  constructor(
    redis: RedisClient,
    keys: Keys,
    private readonly kind: 'user' | 'address',
  ) {
    this.#limit = createRateLimit(redis, {
      keyPrefix: `${keys.prefix}attempts:${kind}`,
      points: FAILURES,
      duration: WINDOW_S,
      refusal: 'Try again',
    })
  }

  /**
   * @param attempt resolves to null when it failed; one that rejects does not count
   * @throws {Refusal} `rate_limited`, and then the attempt does not run
   */
  run<T>(key: string, attempt: () => Promise<T | null>): Promise<T | null> {
    const result = (this.#last.get(key) ?? Promise.resolve()).then(() => this.#counted(key, attempt))
    const settled = result
      .catch(() => undefined)
      .then(() => {
        if (this.#last.get(key) === settled) this.#last.delete(key)
      })
    this.#last.set(key, settled)
    return result
  }

  async #counted<T>(key: string, attempt: () => Promise<T | null>): Promise<T | null> {
    await this.#limit.take(key)
    const result = await attempt().catch(async (error: unknown) => {
      await this.#limit.giveBack(key)
      throw error
    })
    if (result === null) return null
    // Others may be guessing behind an address: its failures stay.
    if (this.kind === 'user') await this.#limit.reset(key)
    else await this.#limit.giveBack(key)
    return result
  }
}
