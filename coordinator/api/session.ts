import { answersCalls } from '../../machines/ids.ts'
import type { ProvenAccount } from '../accounts/account.ts'
import { Refusal } from '../http/problem.ts'
import type { Route, RouteRequest, SignedInRequest } from '../http/routes.ts'
import type { SignedOut } from '../protocol/session.ts'
import { sessionCookies } from '../sessions/cookie.ts'
import type { SessionTerms, SignInPlace } from '../sessions/session.ts'
import { SESSION_LIFE_MS } from '../sessions/sessions.ts'
import type { ApiDeps } from './deps.ts'
import { type SignInDeps, signedInAccount } from './sign-in.ts'

/** Signing in and out. */
export function sessionRoutes(deps: SessionRouteDeps): Route[] {
  const { knownBrowsers, audit } = deps
  const cookies = sessionCookies(deps.publicUrl)
  return [
    {
      method: 'POST',
      path: '/api/session',
      access: 'anyone',
      async handle(request) {
        const { account, factor, isKnownBrowser } = await signedInAccount(deps, request)
        const { cookie } = await beginSession(deps, request, account, factor)
        const known = isKnownBrowser ? [] : [await knownBrowsers.cookieFor(account.agentId)]
        return { status: 204, headers: { 'Set-Cookie': [cookie, ...known] } }
      },
    },
    {
      method: 'DELETE',
      path: '/api/session',
      access: 'signedIn',
      async handle({ by, token, trace, address }) {
        if (token !== null) await close(deps, token, by.name, trace)
        audit.record({ what: 'signed_out', who: by.agentId, from: address })
        const headers = { 'Set-Cookie': cookies.drop }
        const url = by.company ? ((await deps.oidc?.sessions.signedOut(by.hash)) ?? null) : null
        if (url === null) return { status: 204, headers }
        return { status: 200, headers, body: { url: url.href } satisfies SignedOut }
      },
    },
  ]
}

type SessionRouteDeps = SignInDeps & Pick<ApiDeps, 'agents' | 'publicUrl'>

/**
 * Opens the session of somebody who signs in.
 * @param how for the audit log: the second factor, or the company's account
 * @throws {Refusal} `bad_credentials` when the account has changed since it was proven
 */
export async function beginSession(
  deps: SessionRouteDeps,
  request: RouteRequest,
  account: ProvenAccount,
  how: string | null,
  terms?: SessionTerms,
): Promise<{ token: string; cookie: string }> {
  const { agents, audit, metrics } = deps
  const { agentId, name, role } = account
  const token = await openSession(deps, request, account, terms)
  if (answersCalls(role)) await agents.send(agentId, name, { type: 'SIGN_IN' }, { trace: request.trace })
  // The new cookie replaces the old one in the browser, so no request could close the old session later.
  if (request.token !== null) await close(deps, request.token, name, request.trace, agentId)
  metrics.signIn('ok')
  audit.record({ what: 'signed_in', who: agentId, from: request.address, detail: how })
  return { token, cookie: sessionCookies(deps.publicUrl).keep(token, SESSION_LIFE_MS) }
}

async function close(
  { sessions, agents }: SessionRouteDeps,
  token: string,
  name: string,
  trace: string,
  newOwner?: string,
): Promise<void> {
  const closed = await sessions.close(token, newOwner)
  if (closed?.left === 0 && answersCalls(closed.role))
    await agents.send(closed.agentId, name, { type: 'SIGN_OUT' }, { trace })
}

const LONGEST_USER_AGENT = 300

async function openSession(
  { sessions, audit, metrics }: SignInDeps,
  request: RouteRequest,
  account: ProvenAccount,
  terms?: Partial<SessionTerms>,
): Promise<string> {
  const token = await sessions.open(account, placeOf(request), terms)
  if (await account.isUnchanged()) return token
  // The change has found no session to close.
  await sessions.close(token)
  metrics.signIn('bad_credentials')
  const attempt = { from: request.address, target: account.agentId, result: 'refused' } as const
  audit.record({ what: 'sign_in_failed', ...attempt })
  throw new Refusal('bad_credentials')
}

/**
 * A session of an agent who has proven again who it is, with a token of its own. The old token opens nothing any more: who
 * has stolen it is out.
 * @param terms `confirmedAt` of the old session, where a password alone was asked for
 * @throws {Refusal} `unauthenticated` when the old session has ended by now
 */
export async function renewedSession(
  deps: SignInDeps & Pick<ApiDeps, 'publicUrl'>,
  request: SignedInRequest,
  account: ProvenAccount,
  terms?: Pick<SessionTerms, 'confirmedAt'>,
): Promise<{ token: string; headers: { 'Set-Cookie': string } }> {
  const token = await openSession(deps, request, account, terms)
  const replaced = request.token !== null && (await deps.sessions.close(request.token, account.agentId))
  if (!replaced) {
    await deps.sessions.close(token)
    throw new Refusal('unauthenticated')
  }
  return { token, headers: { 'Set-Cookie': sessionCookies(deps.publicUrl).keep(token, SESSION_LIFE_MS) } }
}

const placeOf = ({ address, headers }: RouteRequest): SignInPlace => ({
  address,
  userAgent: headers['user-agent']?.slice(0, LONGEST_USER_AGENT) ?? null,
})
