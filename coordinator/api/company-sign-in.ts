import { z } from 'zod'
import { AgentId } from '../../machines/ids.ts'
import { networkOf } from '../http/client-address.ts'
import { Refusal } from '../http/problem.ts'
import type { RouteResponse } from '../http/response.ts'
import type { Route, RouteRequest } from '../http/routes.ts'
import type { Flow } from '../oidc/flows.ts'
import { CALLBACK_PATH, LOGOUT_PATH, type Oidc } from '../oidc/oidc.ts'
import { personOf } from '../oidc/person.ts'
import type { Claims } from '../oidc/provider.ts'
import { ProviderError } from '../oidc/provider-error.ts'
import { companyHash, type SignInRefusal, type SignInWays } from '../protocol/sign-in-ways.ts'
import { RedisAway } from '../redis/redis-away.ts'
import type { SessionTerms } from '../sessions/session.ts'
import { CONFIRMED_FOR_MS } from './confirmed.ts'
import type { ApiDeps } from './deps.ts'
import { beginSession } from './session.ts'
import type { SignInDeps } from './sign-in.ts'

type CompanySignInDeps = SignInDeps & Pick<ApiDeps, 'agents' | 'publicUrl' | 'people' | 'clock' | 'log'>

const LARGEST_LOGOUT = 16 * 1024

/** `GET /api/oidc/sign-in` */
const StartQuery = z.object({
  /** In a window of its own, over the desk of this agent. */
  desk: AgentId.nullable().catch(null),
  /** The agent proves again who it is. */
  fresh: z.literal('1').optional().catch(undefined),
})

/** Why the sign-in was refused. The audit log takes the agent from it. */
class SignInRefused extends Error {
  constructor(
    readonly reason: SignInRefusal,
    readonly agentId: string | null = null,
  ) {
    super(reason)
  }
}

/**
 * Sign-in with the company's account. A browser that comes here is sent to the provider, and from there back to the console.
 * The console's address then says in one word how the sign-in ended.
 */
export function companySignInRoutes(deps: CompanySignInDeps): Route[] {
  const { oidc } = deps
  const ways: SignInWays = {
    company: oidc && { name: oidc.settings.name },
    passwords: oidc?.settings.localSignIn ?? 'everybody',
  }
  return [
    {
      method: 'GET',
      path: '/api/sign-in',
      access: 'anyone',
      handle: () => ({ status: 200, body: ways }),
    },
    ...(oidc ? providerRoutes(deps, oidc) : []),
  ]
}

function providerRoutes(deps: CompanySignInDeps, oidc: Oidc): Route[] {
  const { publicUrl, people, clock } = deps
  const { flows, provider, settings, starts } = oidc

  async function start(request: RouteRequest): Promise<RouteResponse> {
    const { desk, fresh } = StartQuery.parse(request.query)
    // A page of another site gets nobody's session replaced.
    if (request.headers['sec-fetch-site'] === 'cross-site') return sentTo('/')
    return orRefused(deps, request, desk, async () => {
      await starts.take(networkOf(request.address))
      const wanted = { desk, fresh: fresh !== undefined }
      const { flow, cookie } = await flows.begin(request.headers.cookie, wanted)
      const url = await provider.authorizationUrl(flow, wanted.fresh)
      return sentTo(url.href, cookie)
    })
  }

  async function callback(request: RouteRequest): Promise<RouteResponse> {
    const answer = new URL(publicUrl + CALLBACK_PATH)
    for (const [name, value] of Object.entries(request.query))
      for (const one of [value ?? []].flat()) answer.searchParams.append(name, one)
    const state = answer.searchParams.get('state') ?? ''
    return orRefused(deps, request, null, async () => {
      const flow = await flows.take(state, request.headers.cookie)
      if (flow === null) throw new SignInRefused('expired')
      return orRefused(deps, request, flow.desk, () => signedIn(request, flow, answer))
    })
  }

  async function signedIn(request: RouteRequest, flow: Flow, answer: URL): Promise<RouteResponse> {
    const vouched = await provider.exchange(answer, flow)
    const person = personOf(vouched.claims, settings)
    if (flow.desk !== null && (await deps.accounts.company.agentOf(person.identity)) !== flow.desk)
      throw new SignInRefused('another_person', flow.desk)
    const terms = termsOf(vouched.claims, flow)
    const result = await people.followCompany(person)
    if (result.outcome === 'refused') throw new SignInRefused(result.reason, result.agentId)
    const { token, cookie } = await beginSession(deps, request, result.account, 'company', terms)
    const session = await deps.sessions.find(token)
    if (session) await oidc.sessions.keep(session, vouched)
    return sentTo(`/${companyHash({ window: flow.desk !== null, refusal: null })}`, cookie)
  }

  /** A provider that remembers somebody has not asked who it is. Few of them say when they did. */
  function termsOf({ auth_time }: Claims, { fresh }: Flow): SessionTerms {
    const now = clock.now()
    const asked = typeof auth_time === 'number' ? Math.min(now, auth_time * 1000) : null
    const confirmedAt = asked ?? (fresh ? now : 0)
    if (fresh && now - confirmedAt > CONFIRMED_FOR_MS)
      throw new ProviderError('not_proven', 'not_asked_again')
    return { confirmedAt, endsAt: now + settings.sessionMs, company: true }
  }

  return [
    { method: 'GET', path: '/api/oidc/sign-in', access: 'anyone', handle: start },
    { method: 'GET', path: CALLBACK_PATH, access: 'anyone', handle: callback },
    {
      method: 'POST',
      path: LOGOUT_PATH,
      access: 'anyone',
      takes: { bytes: LARGEST_LOGOUT },
      async handle({ body }) {
        const form = new URLSearchParams(Buffer.isBuffer(body) ? body.toString() : '')
        try {
          await oidc.sessions.loggedOut(await provider.loggedOut(form.get('logout_token') ?? ''))
          return { status: 200 }
        } catch (error) {
          if (!(error instanceof ProviderError)) throw error
          if (error.reason === 'unreachable')
            throw new Refusal('unavailable', 'The provider cannot be reached')
          throw new Refusal('invalid_request', 'This is no logout token of the provider')
        }
      },
    },
  ]
}

/** Sends the browser back to the console with the reason where nobody can be signed in. */
async function orRefused(
  deps: CompanySignInDeps,
  request: RouteRequest,
  desk: string | null,
  work: () => Promise<RouteResponse>,
): Promise<RouteResponse> {
  try {
    return await work()
  } catch (error) {
    const reason = reasonOf(error)
    if (reason === null) throw error
    const agentId = error instanceof SignInRefused ? error.agentId : null
    deps.metrics.signIn(`company_${reason}`)
    if (error instanceof ProviderError)
      deps.log.info({ reason, code: error.code }, 'The OpenID provider did not vouch for somebody')
    if (reason !== 'store_away')
      deps.audit.record({
        ...{ what: 'sign_in_failed' as const, from: request.address, target: agentId },
        ...{ result: 'refused' as const, detail: `company_${reason}` },
      })
    return sentTo(`/${companyHash({ window: desk !== null, refusal: reason })}`)
  }
}

function reasonOf(error: unknown): SignInRefusal | null {
  if (error instanceof SignInRefused || error instanceof ProviderError) return error.reason
  if (error instanceof RedisAway) return 'store_away'
  if (!(error instanceof Refusal)) return null
  // The account has changed since it was proven: it was disabled, or has another role.
  return error.code === 'rate_limited' ? 'too_many' : error.code === 'bad_credentials' ? 'disabled' : null
}

const sentTo = (location: string, cookie?: string): RouteResponse => ({
  status: 303,
  headers: { Location: location, ...(cookie !== undefined && { 'Set-Cookie': cookie }) },
})
