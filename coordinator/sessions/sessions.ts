import { hash as digest, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { AgentId, Role } from '../../machines/ids.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { RedisAway } from '../redis/redis-away.ts'
import { asking, changeScript, readScript } from '../redis/script.ts'
import type { Clock, Runtime } from '../runtime.ts'
import { SessionCache } from './cache.ts'
import type { Revocation } from './revocation.ts'
import type { Session, SessionTerms, SignedInAccount, SignInPlace } from './session.ts'

/** How long a session lasts at most. */
export const SESSION_LIFE_MS = 7 * 24 * 60 * 60 * 1000
/** How long an unused session lasts, where no setting says it. */
export const SESSION_IDLE_MS = 12 * 60 * 60 * 1000
/** A use is noted at most that often: most requests write nothing. */
const NOTED_EVERY_MS = 60_000
const NOWHERE: SignInPlace = { address: null, userAgent: null }

const Stored = z.object({
  agentId: AgentId,
  name: z.string(),
  role: Role,
  createdAt: z.number(),
  // Older versions stored none of these.
  usedAt: z.number().optional(),
  confirmedAt: z.number().optional(),
  endsAt: z.number().optional(),
  company: z.boolean().default(false),
  address: z.string().nullable().default(null),
  userAgent: z.string().nullable().default(null),
})

export interface SessionDeps {
  redis: RedisClient
  keys: Keys
  clock: Clock
  runtime?: Runtime
  idleMs?: number
  /** Tells every process, this one included: caches forget the session and streams close. */
  announce(revocation: Revocation): Promise<void> | void
}

const openScript = changeScript(new URL('./open.lua', import.meta.url), {
  keys: ['session', 'index', 'lastSeen'],
  args: ['stored', 'lifeMs', 'agentId', 'hash', 'expiresAt', 'now', 'prefix', 'most'],
})
const useScript = changeScript(new URL('./use.lua', import.meta.url), {
  keys: ['session', 'index', 'lastSeen'],
  args: ['usedAt', 'lifeMs', 'agentId', 'hash', 'expiresAt'],
})
const closeScript = changeScript(new URL('./close.lua', import.meta.url), {
  keys: ['index'],
  args: ['prefix', 'agentId', 'hash', 'except', 'now'],
})
const listScript = readScript(new URL('./list.lua', import.meta.url), {
  keys: ['index'],
  args: ['prefix', 'agentId', 'now'],
})
const Hashes = z.array(z.string())
const Closed = z.tuple([z.number(), Hashes])

/** Sessions of one agent. One more ends the oldest session. */
const MOST_OF_ONE_AGENT = 20

/**
 * Who is signed in. Every method rejects with `RedisAway` when Redis is needed and cannot be reached.
 *
 * A token is 256 random bits that only the browser has; Redis knows its hash. A session ends `idleMs` after its last use,
 * and after a week in any case, or when its terms say so.
 */
export type Sessions = ReturnType<typeof createSessions>

export function createSessions({ redis, keys, clock, runtime, announce, ...options }: SessionDeps) {
  const { idleMs = SESSION_IDLE_MS } = options
  const prefix = `${keys.prefix}session:`
  const index = `${keys.prefix}sessions`
  const cache = new SessionCache(clock)

  const expiryOf = ({ endsAt, usedAt }: Pick<Session, 'endsAt' | 'usedAt'>) =>
    Math.min(usedAt + idleMs, endsAt)

  function sessionOf(json: string, hash: string): Session {
    const stored = Stored.parse(JSON.parse(json))
    const { createdAt, usedAt = createdAt, confirmedAt = createdAt } = stored
    const { endsAt = createdAt + SESSION_LIFE_MS } = stored
    return { ...stored, hash, usedAt, confirmedAt, endsAt, expiresAt: expiryOf({ endsAt, usedAt }) }
  }

  async function end(agentId: string, which: { hash?: string; except?: string; madeRoom?: boolean }) {
    const { hash = '', except = '', madeRoom = false } = which
    const args = { prefix, agentId, hash, except, now: clock.now() }
    const [left, closed] = Closed.parse(await closeScript.run(redis, { index }, args, { runtime }))
    // A process may still know a session that Redis has lost: all of them are told, not those that were found.
    const over = except !== '' ? closed : hash !== '' ? [hash] : [null]
    for (const sessionHash of over) {
      cache.forget(agentId, sessionHash)
      await announce({ agentId, sessionHash, madeRoom })
    }
    return { agentId, closed: closed.length, left }
  }

  async function put({ hash, expiresAt, ...stored }: Session) {
    const { agentId } = stored
    const now = clock.now()
    const names = { session: prefix + hash, index, lastSeen: keys.lastSeen }
    const life = { lifeMs: expiresAt - now, expiresAt, now }
    const args = { ...life, stored: JSON.stringify(stored), agentId, hash, prefix, most: MOST_OF_ONE_AGENT }
    for (const sessionHash of Hashes.parse(await openScript.run(redis, names, args, { runtime }))) {
      cache.forget(agentId, sessionHash)
      await announce({ agentId, sessionHash, madeRoom: true })
    }
  }

  async function noteUse(session: Session, usedAt: number): Promise<void> {
    const { agentId, hash } = session
    const expiresAt = expiryOf({ ...session, usedAt })
    const lifeMs = expiresAt - usedAt
    if (lifeMs <= 0) return
    const readAt = cache.revocations
    const names = { session: prefix + hash, index, lastSeen: keys.lastSeen }
    const args = { usedAt, lifeMs, agentId, hash, expiresAt }
    const stored = z.string().parse(await useScript.run(redis, names, args, { runtime }))
    if (stored !== '') cache.put(sessionOf(stored, hash), readAt)
  }

  async function read(hash: string): Promise<Session | null> {
    const readAt = cache.revocations
    const stored = await asking(() => redis.get(prefix + hash))
    if (stored === null) return null
    const session = sessionOf(stored, hash)
    if (session.expiresAt <= clock.now()) return null
    cache.put(session, readAt)
    return session
  }

  async function find(token: string): Promise<Session | null> {
    const hash = hashOf(token)
    return cache.get(hash) ?? read(hash)
  }

  /** The sessions of an agent, the one that was used last first. */
  async function listOf(agentId: string): Promise<Session[]> {
    const args = { prefix, agentId, now: clock.now() }
    const found = Hashes.parse(await listScript.run(redis, { index }, args))
    const sessions = found.flatMap((hash, n) => (n % 2 === 0 ? [sessionOf(found[n + 1] ?? '', hash)] : []))
    return sessions
      .filter(({ expiresAt }) => expiresAt > clock.now())
      .sort((one, other) => other.usedAt - one.usedAt)
  }

  /** How many sessions each agent has, of those who have any. */
  async function counts(): Promise<ReadonlyMap<string, number>> {
    const members = await asking(() => redis.zrangebyscore(index, `(${clock.now()}`, '+inf'))
    const found = new Map<string, number>()
    for (const member of members) {
      const agentId = member.slice(0, member.indexOf(':'))
      found.set(agentId, (found.get(agentId) ?? 0) + 1)
    }
    return found
  }

  return {
    /** @returns the token, which goes to the browser and nowhere else */
    async open(
      { agentId, name, role }: SignedInAccount,
      place: SignInPlace = NOWHERE,
      terms: Partial<SessionTerms> = {},
    ): Promise<string> {
      const token = randomBytes(32).toString('base64url')
      const now = clock.now()
      const given = { confirmedAt: now, endsAt: now + SESSION_LIFE_MS, company: false, ...terms }
      const times = {
        createdAt: now,
        usedAt: now,
        expiresAt: expiryOf({ endsAt: given.endsAt, usedAt: now }),
      }
      await put({ agentId, name, role, ...place, ...given, ...times, hash: hashOf(token) })
      return token
    },

    /** Writes the session of an open console again after Redis has lost everything. Its week begins anew. */
    async restore(
      { agentId, name, role, company }: SignedInAccount & Pick<SessionTerms, 'company'>,
      hash: string,
      expiresAt: number,
    ): Promise<void> {
      const now = clock.now()
      const endsAt = company ? expiresAt : now + SESSION_LIFE_MS
      const times = { createdAt: now, usedAt: expiresAt - idleMs, confirmedAt: 0, endsAt }
      await put({ agentId, name, role, company, ...NOWHERE, ...times, hash, expiresAt })
    },

    /** The session of a token; null when there is none, or it has ended. */
    find,

    /** The same from the cache alone: also null when this process has not read the session lately. */
    known: (token: string): Session | null => cache.get(hashOf(token)),

    /** The agent uses the session, which therefore lasts longer. Without Redis the next use does it. */
    async use(session: Session): Promise<void> {
      const now = clock.now()
      if (now - session.usedAt < Math.min(NOTED_EVERY_MS, idleMs / 10)) return
      await noteUse(session, now).catch((error: unknown) => {
        if (!(error instanceof RedisAway)) throw error
      })
    },

    /** When the agent of this session last proved who it is, as Redis knows it: another process may have heard it. */
    confirmedAt: async ({ hash }: Session): Promise<number> => (await read(hash))?.confirmedAt ?? 0,

    /**
     * @param newOwner the agent whose new session replaces this one; null when there is none
     * @returns the agent, and how many sessions the agent has left; null when there was no session
     */
    async close(
      token: string,
      newOwner: string | null = null,
    ): Promise<{ agentId: string; role: Role; left: number } | null> {
      const session = await find(token)
      if (!session) return null
      const { agentId, hash, role } = session
      return { ...(await end(agentId, { hash, madeRoom: agentId === newOwner })), role }
    },

    /**
     * @param keepsDesk its page keeps its call, and asks for another sign-in
     * @returns how many were closed, and how many sessions the agent has left
     */
    closeOne: (agentId: string, hash: string, { keepsDesk = false } = {}) =>
      end(agentId, { hash, madeRoom: keepsDesk }),

    /** Closes every session of the agent but this one. @returns how many were closed */
    closeOthers: async ({ agentId, hash }: Session): Promise<number> =>
      (await end(agentId, { except: hash })).closed,

    /** @returns how many were closed */
    closeAllOf: async (agentId: string): Promise<number> => (await end(agentId, {})).closed,

    /** Closes the sessions of the agent that began before that time. @param before ms since the epoch */
    async closeOlderThan(agentId: string, before: number): Promise<void> {
      const older = (await listOf(agentId)).filter(({ createdAt }) => createdAt < before)
      for (const { hash } of older) await end(agentId, { hash })
    },

    listOf,

    counts,

    /** Ids of the agents with at least one session. */
    agentsSignedIn: async (): Promise<Set<string>> => new Set((await counts()).keys()),

    /** When each agent last used a session, ms since the epoch. */
    async lastSeen(): Promise<ReadonlyMap<string, number>> {
      const seen = await asking(() => redis.hgetall(keys.lastSeen))
      return new Map(Object.entries(seen).map(([agentId, at]) => [agentId, Number(at)]))
    },

    /** A revocation has arrived, perhaps from another process. */
    forget: ({ agentId, sessionHash }: Revocation): void => cache.forget(agentId, sessionHash),

    /** Revocations may have been missed. */
    forgetAll: (): void => cache.clear(),
  }
}

const hashOf = (token: string) => digest('sha256', token, 'base64url')
