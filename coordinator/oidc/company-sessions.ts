import type { Logger } from 'pino'
import { z } from 'zod'
import { AgentId } from '../../machines/ids.ts'
import type { Accounts } from '../accounts/store.ts'
import type { AgentActors } from '../agents/agents-port.ts'
import type { Audit } from '../audit/audit.ts'
import type { People } from '../people/people.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { replaceField } from '../redis/replace-field.ts'
import { asking } from '../redis/script.ts'
import type { Clock, Runtime } from '../runtime.ts'
import type { Session } from '../sessions/session.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { OidcSettings } from '../settings.ts'
import { personOf } from './person.ts'
import type { LoggedOut, Provider, Vouched } from './provider.ts'
import { ProviderError } from './provider-error.ts'

/** How often the provider is asked whether somebody still has access. */
const CHECK_MS = 15 * 60_000
/** When it is asked again after it did not answer. */
const RETRY_MS = 60_000
const LOOK_EVERY_MS = 60_000

/** What the provider gave for a session. */
const Stored = z.object({
  agentId: AgentId,
  subject: z.string(),
  /** The session at the provider. */
  sid: z.string().nullable(),
  /** Useless without the client's secret, which is not in Redis. */
  refreshToken: z.string().nullable(),
  /** Older versions kept none. */
  idToken: z.string().nullable().default(null),
  checkAt: z.number(),
})
type Stored = z.infer<typeof Stored>

export interface CompanySessionsDeps {
  redis: RedisClient
  keys: Pick<Keys, 'oidcSessions'>
  clock: Clock
  runtime: Pick<Runtime, 'every'>
  log: Pick<Logger, 'warn'>
  provider: Pick<Provider, 'refresh' | 'signOutUrl'>
  settings: OidcSettings
  accounts: Pick<Accounts, 'company'>
  people: Pick<People, 'followCompany'>
  sessions: Pick<Sessions, 'listOf' | 'closeOne'>
  agents: Pick<AgentActors, 'send'>
  audit: Pick<Audit, 'record'>
}

/**
 * Sessions that the OpenID provider has opened. Where it gives refresh tokens, it is asked every quarter of an hour whether
 * their people still have access. The sessions of those who have lost it end, and accounts follow what the provider says.
 * While the provider does not answer, sessions go on.
 */
export function createCompanySessions(deps: CompanySessionsDeps) {
  const { redis, keys, clock, log, provider, settings, accounts, people, sessions, agents, audit } = deps
  let stopLooking = () => {}
  let stopped = false
  let looking: Promise<void> | null = null

  const replace = async (field: string, before: string, stored: Stored): Promise<string | null> => {
    const after = JSON.stringify(stored)
    return (await replaceField(redis, keys.oidcSessions, { field, before, after })) ? after : null
  }
  const forget = (hash: string) => asking(() => redis.hdel(keys.oidcSessions, hash))
  const isOpen = async (agentId: string, hash: string) =>
    (await sessions.listOf(agentId)).some((session) => session.hash === hash)

  /**
   * As when the agent signs out here: the page leaves the desk. A caller that the agent has transferred to a number talks
   * on.
   */
  async function loggedOut(agentId: string, hash: string): Promise<void> {
    const { closed, left } = await sessions.closeOne(agentId, hash)
    await forget(hash)
    if (closed === 0) return
    audit.record({ what: 'sessions_ended', from: 'provider', target: agentId, detail: 'logged_out' })
    if (left === 0) await agents.send(agentId, agentId, { type: 'SIGN_OUT' })
  }

  /**
   * As when a session reaches its end: its page asks for another sign-in, and a call goes on. The provider does not say whether
   * the person has lost access or only its session there is over.
   */
  async function refused(agentId: string, hash: string): Promise<void> {
    const { closed } = await sessions.closeOne(agentId, hash, { keepsDesk: true })
    await forget(hash)
    if (closed > 0)
      audit.record({ what: 'sessions_ended', from: 'provider', target: agentId, detail: 'refused' })
  }

  /** @returns false when the provider did not answer */
  async function check(hash: string, before: string): Promise<boolean> {
    const stored = Stored.parse(JSON.parse(before))
    const { agentId, subject, refreshToken } = stored
    if (stored.checkAt > clock.now()) return true
    if (!(await isOpen(agentId, hash))) {
      await forget(hash)
      return true
    }
    // Of several processes one asks: a refresh token may be good once.
    let kept = { ...stored, checkAt: clock.now() + CHECK_MS }
    let text = await replace(hash, before, kept)
    if (text === null || refreshToken === null) return true
    try {
      const again = await provider.refresh(refreshToken, subject)
      kept = { ...kept, refreshToken: again.refreshToken, idToken: again.idToken ?? stored.idToken }
      text = await replace(hash, text, kept)
      const claims = text === null ? null : await again.claims()
      // Who was removed since must not come back: only a sign-in makes an account.
      if (claims && (await isOpen(agentId, hash))) await people.followCompany(personOf(claims, settings))
      return true
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      if (error.isGrantRefused) {
        await refused(agentId, hash)
        return true
      }
      if (text !== null) await replace(hash, text, { ...kept, checkAt: clock.now() + RETRY_MS })
      log.warn(
        { reason: error.reason, code: error.code },
        'The OpenID provider does not say who still has access',
      )
      return false
    }
  }

  /** Asks for each session that is due. It stops where the provider does not answer: the next look goes on. */
  async function checkDue(): Promise<void> {
    for (const [hash, text] of Object.entries(await asking(() => redis.hgetall(keys.oidcSessions))))
      if (stopped || !(await check(hash, text))) return
  }

  async function look(): Promise<void> {
    await checkDue().catch((error: unknown) => {
      log.warn({ err: error }, 'The OpenID provider was not asked who still has access')
    })
    looking = null
  }

  return {
    checkDue,

    /** Notes what the provider gave for a session that has just begun. */
    async keep(
      { agentId, hash }: Pick<Session, 'agentId' | 'hash'>,
      { claims, refreshToken, idToken }: Vouched,
    ) {
      const sid = typeof claims.sid === 'string' ? claims.sid : null
      await replace(hash, '', {
        ...{ agentId, subject: claims.sub, sid, refreshToken, idToken },
        checkAt: clock.now() + CHECK_MS,
      })
    },

    /**
     * Somebody has signed out here.
     * @returns where the browser signs out at the provider too; null: nowhere, or the provider does not say
     */
    async signedOut(hash: string): Promise<URL | null> {
      const text = await asking(() => redis.hget(keys.oidcSessions, hash))
      await forget(hash)
      if (!settings.signsOutThere) return null
      const idToken = text === null ? null : Stored.parse(JSON.parse(text)).idToken
      return provider.signOutUrl(idToken).catch((error: unknown) => {
        if (error instanceof ProviderError) return null
        throw error
      })
    },

    /** Somebody has logged out at the provider, or was logged out there. */
    async loggedOut({ issuer, subject, sid }: LoggedOut): Promise<void> {
      const kept = Object.entries(await asking(() => redis.hgetall(keys.oidcSessions)))
      const noted = new Map(kept.map(([hash, text]) => [hash, Stored.parse(JSON.parse(text))]))
      const named = [...noted].filter(
        ([, it]) => sid !== null && it.sid === sid && (subject === null || it.subject === subject),
      )
      for (const [hash, { agentId }] of named) await loggedOut(agentId, hash)
      if (subject === null || named.length > 0) return
      const agentId = await accounts.company.agentOf({ issuer, subject })
      if (agentId === null) return
      for (const { hash, company } of await sessions.listOf(agentId)) {
        // The token may come again, or name a session that is over here: then it means none of those that have another name.
        const isAnother = sid !== null && typeof noted.get(hash)?.sid === 'string'
        if (company && !isAnother) await loggedOut(agentId, hash)
      }
    },

    start() {
      stopLooking = deps.runtime.every(LOOK_EVERY_MS, () => {
        looking ??= look()
      })
    },

    /** Waits for what is asked now: a new refresh token must not be lost. Never rejects. */
    async stop(): Promise<void> {
      stopLooking()
      stopped = true
      await looking
    },
  }
}
