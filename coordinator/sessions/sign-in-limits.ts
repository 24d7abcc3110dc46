import { z } from 'zod'
import { OneAtATime } from '../durable/one-at-a-time.ts'
import { networkOf } from '../http/client-address.ts'
import { Refusal } from '../http/problem.ts'
import { createRateLimit } from '../http/rate-limit.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking, readScript } from '../redis/script.ts'
import { PasswordTurns } from './password-turns.ts'

const FAILURES = 10
const WINDOW_S = 5 * 60
/** A code has a million values, three of which are right: who knows the password gets ten guesses an hour. */
export const FACTOR_WINDOW_S = 60 * 60

/** Who attempts to sign in, and from where. */
export interface SignInAttempt {
  /** The user name as accounts have it. */
  agentId: string
  address: string
  /** A browser in which this agent has signed in before; null: any other client. */
  knownBrowser: string | null
}

/** `failed` counts. `open`: all that was said is right, and something is still missing. */
export type AttemptOutcome = 'ok' | 'open' | 'failed'

/** A point that an attempt has taken before it runs. */
interface Taken {
  settle(outcome: AttemptOutcome): Promise<void>
}

const countName = readScript(new URL('./count-name.lua', import.meta.url), {
  keys: ['names'],
  args: ['name', 'most', 'windowMs'],
})
const Counted = z.tuple([z.number(), z.number()])

export type SignInLimits = ReturnType<typeof createSignInLimits>

/**
 * Limits failed attempts to sign in: ten in five minutes, for each user and for each address. A browser in which the agent
 * has signed in before has a count of its own, so that nobody else's failures lock it out. An address counts each user name
 * once, so that one person does not lock out an office.
 *
 * An attempt takes its points before anything is checked, so many guesses at once gain nothing. It gives them back if it
 * succeeds. Attempts of one key run one after the other, so that a right password never waits for a point that another right
 * password has taken.
 */
export function createSignInLimits(redis: RedisClient, keys: Keys) {
  const limitOf = (kind: 'user' | 'browser' | 'factor', duration = WINDOW_S) => {
    const limit = createRateLimit(redis, {
      keyPrefix: `${keys.prefix}attempts:${kind}`,
      points: FAILURES,
      duration,
      refusal: 'Try again',
    })
    return async (key: string): Promise<Taken> => {
      await limit.take(key)
      return {
        async settle(outcome) {
          if (outcome === 'ok') await limit.reset(key)
          else if (outcome === 'open') await limit.giveBack(key)
        },
      }
    }
  }
  const ofUser = limitOf('user')
  const ofBrowser = limitOf('browser')
  const ofFactor = limitOf('factor', FACTOR_WINDOW_S)

  async function ofAddress(network: string, name: string): Promise<Taken> {
    const names = `${keys.prefix}attempts:names:${network}`
    const args = { name, most: FAILURES, windowMs: WINDOW_S * 1000 }
    const [added, waitMs] = Counted.parse(await countName.run(redis, { names }, args))
    if (added < 0) {
      const retryAfterS = Math.max(1, Math.ceil(waitMs / 1000))
      throw new Refusal('rate_limited', `Try again in ${retryAfterS} s`, { retryAfterS })
    }
    return {
      async settle(outcome) {
        if (added === 1 && outcome !== 'failed') await asking(() => redis.srem(names, name))
      },
    }
  }

  const passwords = new PasswordTurns()
  const oneAtATime = new OneAtATime()
  async function counted<T extends { outcome: AttemptOutcome }>(
    key: string,
    take: () => Promise<Taken>,
    attempt: () => Promise<T>,
  ): Promise<T> {
    return oneAtATime.run(key, async () => {
      const taken = await take()
      const result = await attempt().catch(async (error: unknown) => {
        await taken.settle('open')
        throw error
      })
      await taken.settle(result.outcome)
      return result
    })
  }

  return {
    /** Checks the password of an attempt, when it is its turn. @throws {Refusal} `unavailable` when too many wait */
    checkPassword<T>(
      { agentId, knownBrowser }: Pick<SignInAttempt, 'agentId' | 'knownBrowser'>,
      check: () => Promise<T>,
    ): Promise<T> {
      return passwords.run(knownBrowser === null ? 'stranger' : 'known', agentId, check)
    },

    /** Counts what somebody attempts who knows the password. The same promises as `run`. */
    runFactor<T extends { outcome: AttemptOutcome }>(
      { agentId, knownBrowser }: Pick<SignInAttempt, 'agentId' | 'knownBrowser'>,
      attempt: () => Promise<T>,
    ): Promise<T> {
      const key = knownBrowser ?? agentId
      return counted(`factor:${key}`, () => ofFactor(key), attempt)
    },

    /** @throws {Refusal} `rate_limited`, and then the attempt does not run. An attempt that rejects does not count. */
    run<T extends { outcome: AttemptOutcome }>(
      { agentId, address, knownBrowser }: SignInAttempt,
      attempt: () => Promise<T>,
    ): Promise<T> {
      if (knownBrowser !== null)
        return counted(`browser:${knownBrowser}`, () => ofBrowser(knownBrowser), attempt)
      const network = networkOf(address)
      return counted(
        `network:${network}`,
        () => ofAddress(network, agentId),
        () => counted(`user:${agentId}`, () => ofUser(agentId), attempt),
      )
    },
  }
}
