import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { parseCookie, stringifySetCookie } from 'cookie'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { RedisAway } from '../redis/redis-away.ts'
import { asking } from '../redis/script.ts'
import type { Clock } from '../runtime.ts'

const KEPT_S = 180 * 86_400
/** Only the request that signs in needs the cookie. */
const PATH = '/api/session'

export type KnownBrowsers = ReturnType<typeof createKnownBrowsers>

/**
 * A browser in which an agent has signed in keeps a signed cookie for that agent. It opens nothing: it only says that
 * failures elsewhere do not count for this browser. The key of the signatures is in Redis.
 */
export function createKnownBrowsers(
  { redis, keys, clock }: { redis: RedisClient; keys: Keys; clock: Clock },
  publicUrl: string,
) {
  const secure = publicUrl.startsWith('https:')
  const nameFor = (agentId: string) => `${secure ? '__Secure-' : ''}switchyard_known_${agentId}`
  const storedKey = `${keys.prefix}known-browsers-key`

  async function signatureOf(agentId: string, said: string): Promise<Buffer> {
    await asking(() => redis.set(storedKey, randomBytes(32).toString('base64url'), 'NX'))
    const key = await asking(() => redis.get(storedKey))
    if (key === null) throw new RedisAway('Redis has just lost everything')
    return createHmac('sha256', Buffer.from(key, 'base64url')).update(`${agentId}.${said}`).digest()
  }

  return {
    /** The id of the browser that sends these cookies; null when this agent has not signed in there lately. */
    async idIn(cookies: string | undefined, agentId: string): Promise<string | null> {
      const value = cookies === undefined ? undefined : parseCookie(cookies)[nameFor(agentId)]
      const [id = '', until = '', given = ''] = value?.split('.') ?? []
      if (id === '' || !(Number(until) > clock.now() / 1000)) return null
      const expected = await signatureOf(agentId, `${id}.${until}`)
      const signature = Buffer.from(given, 'base64url')
      return signature.length === expected.length && timingSafeEqual(signature, expected) ? id : null
    },

    /** The `Set-Cookie` value for a browser in which this agent has just signed in. */
    async cookieFor(agentId: string): Promise<string> {
      const said = `${randomBytes(12).toString('base64url')}.${Math.floor(clock.now() / 1000) + KEPT_S}`
      const value = `${said}.${(await signatureOf(agentId, said)).toString('base64url')}`
      const name = nameFor(agentId)
      return stringifySetCookie({
        ...{ name, value, maxAge: KEPT_S, path: PATH },
        ...{ httpOnly: true, secure, sameSite: 'strict' },
      })
    },
  }
}
