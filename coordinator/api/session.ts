import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import type { Route, RouteRequest } from '../http/routes.ts'
import { Credentials } from '../protocol/session.ts'
import { sessionCookies } from '../sessions/cookie.ts'
import { SESSION_LIFE_MS } from '../sessions/sessions.ts'
import type { SignInLimit } from '../sessions/sign-in-limit.ts'
import type { ApiDeps } from './deps.ts'

export interface SignInDeps
  extends Pick<ApiDeps, 'accounts' | 'sessions' | 'agents' | 'metrics' | 'publicUrl'> {
  signInLimits: { byUser: SignInLimit; byAddress: SignInLimit }
}

/** Signing in and out. */
export function sessionRoutes(deps: SignInDeps): Route[] {
  const { sessions, agents, metrics } = deps
  const cookies = sessionCookies(deps.publicUrl)

  async function close(token: string, name: string, trace: string): Promise<void> {
    const closed = await sessions.close(token)
    if (closed?.left === 0) await agents.send(closed.agentId, name, { type: 'SIGN_OUT' }, { trace })
  }

  return [
    {
      method: 'POST',
      path: '/api/session',
      access: 'anyone',
      async handle(request) {
        const account = await verifiedAccount(deps, request)
        const token = await sessions.open(account)
        // A change of the account during the password check has found no session to close.
        if (!(await account.isUnchanged())) {
          await sessions.close(token)
          throw refusal(metrics)
        }
        await agents.send(account.agentId, account.name, { type: 'SIGN_IN' }, { trace: request.trace })
        // The new cookie replaces the old one in the browser, so no request could close the old session later.
        if (request.token !== null) await close(request.token, account.name, request.trace)
        metrics.signIn('ok')
        return { status: 204, headers: { 'Set-Cookie': cookies.keep(token, SESSION_LIFE_MS) } }
      },
    },
    {
      method: 'DELETE',
      path: '/api/session',
      access: 'signedIn',
      async handle({ by, token, trace }) {
        if (token !== null) await close(token, by.name, trace)
        return { status: 204, headers: { 'Set-Cookie': cookies.drop } }
      },
    },
  ]
}

/** @throws {Refusal} `bad_credentials`, or `rate_limited` and then the password is not checked */
async function verifiedAccount({ accounts, signInLimits, metrics }: SignInDeps, request: RouteRequest) {
  const { username, password } = parse(Credentials, request.body)
  try {
    const account = await signInLimits.byAddress.run(request.address, () =>
      signInLimits.byUser.run(username, () => accounts.verify(username, password)),
    )
    if (account) return account
  } catch (error) {
    if (error instanceof Refusal && error.code === 'rate_limited') metrics.signIn('rate_limited')
    throw error
  }
  throw refusal(metrics)
}

function refusal(metrics: SignInDeps['metrics']): Refusal {
  metrics.signIn('bad_credentials')
  return new Refusal('bad_credentials')
}
