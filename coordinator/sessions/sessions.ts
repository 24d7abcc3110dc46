import { hash as digest, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { AgentId, Role } from '../../machines/ids.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking, changeScript } from '../redis/script.ts'
import type { Clock, Runtime } from '../runtime.ts'
import { SessionCache } from './cache.ts'
import type { Revocation } from './revocation.ts'
import type { Session, SignedInAccount } from './session.ts'

/** How long an agent stays signed in. */
export const SESSION_LIFE_MS = 24 * 60 * 60 * 1000

const Stored = z.object({ agentId: AgentId, name: z.string(), role: Role, createdAt: z.number() })

export interface SessionDeps {
  redis: RedisClient
  keys: Keys
  clock: Clock
  runtime?: Runtime
  /** Tells every process, this one included: caches forget the session and streams close. */
  announce(revocation: Revocation): Promise<void> | void
}

const openScript = changeScript(new URL('./open.lua', import.meta.url), {
  keys: ['session', 'index'],
  args: ['stored', 'lifeMs', 'agentId', 'hash', 'expiresAt', 'now', 'prefix', 'most'],
})
const closeScript = changeScript(new URL('./close.lua', import.meta.url), {
  keys: ['index'],
  args: ['prefix', 'agentId', 'hash', 'now'],
})
const Closed = z.tuple([z.number(), z.number()])
const ClosedForNew = z.array(z.string())

/** Sessions of one agent. One more ends the oldest session. */
const MOST_OF_ONE_AGENT = 20

/**
 * Who is signed in. Every method rejects with `RedisAway` when Redis is needed and cannot be reached.
 *
 * A token is 256 random bits that only the browser has; Redis knows its hash.
 */
export type Sessions = ReturnType<typeof createSessions>

export function createSessions({ redis, keys, clock, runtime, announce }: SessionDeps) {
  const prefix = `${keys.prefix}session:`
  const index = `${keys.prefix}sessions`
  const cache = new SessionCache(clock)

  async function end(agentId: string, sessionHash: string | null) {
    const args = { prefix, agentId, hash: sessionHash ?? '', now: clock.now() }
    const [closed, left] = Closed.parse(await closeScript.run(redis, { index }, args, { runtime }))
    cache.forget(agentId, sessionHash)
    await announce({ agentId, sessionHash })
    return { agentId, closed, left }
  }

  async function put(agentId: string, hash: string, stored: string, expiresAt: number) {
    const now = clock.now()
    const args = {
      stored,
      lifeMs: expiresAt - now,
      agentId,
      hash,
      expiresAt,
      now,
      prefix,
      most: MOST_OF_ONE_AGENT,
    }
    const names = { session: prefix + hash, index }
    const closed = ClosedForNew.parse(await openScript.run(redis, names, args, { runtime }))
    for (const sessionHash of closed) {
      cache.forget(agentId, sessionHash)
      await announce({ agentId, sessionHash })
    }
  }

  async function find(token: string): Promise<Session | null> {
    const hash = hashOf(token)
    const now = clock.now()
    const known = cache.get(hash)
    if (known) return known
    const readAt = cache.revocations
    const stored = await asking(() => redis.get(prefix + hash))
    if (stored === null) return null
    const session = sessionOf(Stored.parse(JSON.parse(stored)), hash)
    if (session.expiresAt <= now) return null
    cache.put(session, readAt)
    return session
  }

  return {
    /** @returns the token, which goes to the browser and nowhere else */
    async open({ agentId, name, role }: SignedInAccount): Promise<string> {
      const token = randomBytes(32).toString('base64url')
      const stored = { agentId, name, role, createdAt: clock.now() }
      const session = sessionOf(stored, hashOf(token))
      await put(agentId, session.hash, JSON.stringify(stored), session.expiresAt)
      return token
    },

    /** Writes the session of an open console again after Redis has lost everything. */
    async restore({ agentId, name, role }: SignedInAccount, hash: string, expiresAt: number): Promise<void> {
      const stored = JSON.stringify({ agentId, name, role, createdAt: expiresAt - SESSION_LIFE_MS })
      await put(agentId, hash, stored, expiresAt)
    },

    /** The session of a token; null when there is none, or it has ended. */
    find,

    /** The same from the cache alone: also null when this process has not read the session lately. */
    known: (token: string): Session | null => cache.get(hashOf(token)),

    /** @returns the agent, and how many sessions the agent has left; null when there was no session */
    async close(token: string): Promise<{ agentId: string; left: number } | null> {
      const session = await find(token)
      return session && (await end(session.agentId, session.hash))
    },

    /** @returns how many were closed */
    closeAllOf: async (agentId: string): Promise<number> => (await end(agentId, null)).closed,

    /** Ids of the agents with at least one session. */
    async agentsSignedIn(): Promise<Set<string>> {
      const members = await asking(() => redis.zrangebyscore(index, `(${clock.now()}`, '+inf'))
      return new Set(members.map((member) => member.slice(0, member.indexOf(':'))))
    },

    /** A revocation has arrived, perhaps from another process. */
    forget: ({ agentId, sessionHash }: Revocation): void => cache.forget(agentId, sessionHash),
  }
}

const hashOf = (token: string) => digest('sha256', token, 'base64url')

const sessionOf = (stored: z.infer<typeof Stored>, hash: string): Session => ({
  ...stored,
  hash,
  expiresAt: stored.createdAt + SESSION_LIFE_MS,
})
