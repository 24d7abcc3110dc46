import { hash as digest, randomBytes, timingSafeEqual } from 'node:crypto'
import { parseCookie, stringifySetCookie } from 'cookie'
import { z } from 'zod'
import { AgentId } from '../../machines/ids.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'

const GOOD_FOR_S = 600

/** A sign-in that waits for the provider's answer. */
const Flow = z.object({
  nonce: z.string(),
  codeVerifier: z.string(),
  /** Of the secret that the browser has in a cookie. */
  browserHash: z.string(),
  /** The agent over whose desk it was begun, in a window of its own; null: on the sign-in page. */
  desk: AgentId.nullable(),
  /** The person was to prove again who it is. */
  fresh: z.boolean(),
})
export type Flow = z.infer<typeof Flow> & { state: string }

/**
 * Sign-ins that wait for the provider's answer. Each is good once, for ten minutes, and in the browser alone that began it:
 * an answer that somebody else has caused signs nobody in. Methods reject with `RedisAway` when Redis cannot be reached.
 */
export function createFlows(redis: RedisClient, keys: Pick<Keys, 'oidcFlow'>, publicUrl: string) {
  const secure = publicUrl.startsWith('https:')
  const name = secure ? '__Host-switchyard_oidc' : 'switchyard_oidc'
  const secretIn = (cookies: string | undefined) => (cookies && parseCookie(cookies)[name]) || null

  return {
    /** @returns the flow, and the `Set-Cookie` value that binds it to the browser */
    async begin(cookies: string | undefined, wanted: Pick<Flow, 'desk' | 'fresh'>) {
      // Sign-ins in several tabs of a browser do not end each other.
      const secret = secretIn(cookies) ?? newSecret()
      const flow: Flow = {
        ...wanted,
        ...{ state: newSecret(), nonce: newSecret(), codeVerifier: newSecret() },
        browserHash: hashOf(secret),
      }
      const { state, ...stored } = flow
      await asking(() => redis.set(keys.oidcFlow(hashOf(state)), JSON.stringify(stored), 'EX', GOOD_FOR_S))
      const cookie = stringifySetCookie({
        ...{ name, value: secret, maxAge: GOOD_FOR_S, path: '/' },
        // The provider's redirect comes from another site.
        ...{ httpOnly: true, secure, sameSite: 'lax' },
      })
      return { flow, cookie }
    },

    /** The flow of this state, which ends with it; null when there is none, or another browser began it. */
    async take(state: string, cookies: string | undefined): Promise<Flow | null> {
      const stored = await asking(() => redis.getdel(keys.oidcFlow(hashOf(state))))
      if (stored === null) return null
      const flow = { ...Flow.parse(JSON.parse(stored)), state }
      const secret = secretIn(cookies)
      return secret !== null && isSame(flow.browserHash, hashOf(secret)) ? flow : null
    },
  }
}

/** 256 random bits, as PKCE, state and nonce need them at least. */
const newSecret = () => randomBytes(32).toString('base64url')

const hashOf = (secret: string) => digest('sha256', secret, 'base64url')

const isSame = (one: string, other: string) =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
