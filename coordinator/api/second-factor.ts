import { agentIdOf } from '../accounts/username.ts'
import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import type { Route, SignedInRequest } from '../http/routes.ts'
import { Confirmation } from '../protocol/account.ts'
import { Enrolment, EnrolmentRequest } from '../protocol/second-factor.ts'
import { FirstEnrolment } from '../protocol/session.ts'
import { confirmedCheck } from './confirmed.ts'
import type { ApiDeps } from './deps.ts'
import { renewedSession } from './session.ts'
import { confirmedAccount, provenAccount, refuseCompany, type SignInDeps } from './sign-in.ts'

/** The agent's own second factor: at the first sign-in, and on the account page. */
export function secondFactorRoutes(deps: SignInDeps & Pick<ApiDeps, 'clock' | 'publicUrl'>): Route[] {
  const { secondFactor, signInLimits, audit } = deps
  const requireConfirmed = confirmedCheck(deps)
  const removed = (there: boolean, { by, address }: SignedInRequest, detail: string) => {
    if (!there) throw new Refusal('not_found', 'You have no such second factor')
    audit.record({ what: 'factor_removed', who: by.agentId, from: address, target: by.agentId, detail })
    return { status: 204 }
  }

  return [
    {
      method: 'POST',
      path: '/api/session/second-factor',
      access: 'anyone',
      async handle(request) {
        const { username, type, ...given } = parse(FirstEnrolment, request.body)
        // Who has a second factor sets up another one after signing in.
        const { account } = await provenAccount(
          deps,
          request,
          agentIdOf(username),
          given,
          async (_, account) => {
            const challenge = await secondFactor.challengeFor(account)
            if (challenge?.enrol.includes(type)) return { outcome: 'ok', account }
            return {
              outcome: 'open',
              refusal: new Refusal('forbidden', 'This is for the first sign-in alone'),
            }
          },
        )
        return { status: 200, body: await secondFactor.begin(account, type) }
      },
    },
    {
      method: 'POST',
      path: '/api/me/confirm',
      access: 'signedIn',
      async handle(request) {
        const given = parse(Confirmation, request.body)
        const { account, factor } = await confirmedAccount(deps, request, given)
        const { headers } = await renewedSession(deps, request, account)
        audit.record({ what: 'confirmed', who: request.by.agentId, from: request.address, detail: factor })
        return { status: 204, headers }
      },
    },
    {
      method: 'GET',
      path: '/api/me/second-factor',
      access: 'signedIn',
      handle: async ({ by }) => ({ status: 200, body: await secondFactor.stateOf(by) }),
    },
    {
      method: 'POST',
      path: '/api/me/second-factor',
      access: 'signedIn',
      perMinute: 20,
      async handle(request) {
        const { type } = parse(EnrolmentRequest, request.body)
        refuseCompany(request.by)
        await requireConfirmed(request)
        const { enrol } = await secondFactor.stateOf(request.by)
        if (!enrol.includes(type)) throw new Refusal('invalid_request', 'Passkeys need a domain name')
        return { status: 200, body: await secondFactor.begin(request.by, type) }
      },
    },
    {
      method: 'PUT',
      path: '/api/me/second-factor',
      access: 'signedIn',
      async handle(request) {
        const { by, address } = request
        const enrolment = parse(Enrolment, request.body)
        await requireConfirmed(request)
        const { outcome } = await signInLimits.runFactor(
          { agentId: by.agentId, knownBrowser: by.hash },
          async () => ({
            outcome: (await secondFactor.enrol(by.agentId, enrolment))
              ? ('ok' as const)
              : ('failed' as const),
          }),
        )
        if (outcome === 'failed') throw new Refusal('wrong_second_factor')
        audit.record({
          what: 'factor_added',
          who: by.agentId,
          from: address,
          target: by.agentId,
          detail: enrolment.type,
        })
        return { status: 204 }
      },
    },
    {
      method: 'DELETE',
      path: '/api/me/second-factor/totp',
      access: 'signedIn',
      async handle(request) {
        await requireConfirmed(request)
        return removed(await secondFactor.removeTotp(request.by.agentId), request, 'totp')
      },
    },
    {
      method: 'DELETE',
      path: '/api/me/second-factor/passkeys/:id',
      access: 'signedIn',
      async handle(request) {
        await requireConfirmed(request)
        const { agentId } = request.by
        return removed(await secondFactor.removePasskey(agentId, request.params.id ?? ''), request, 'passkey')
      },
    },
    {
      method: 'POST',
      path: '/api/me/recovery-codes',
      access: 'signedIn',
      perMinute: 20,
      async handle(request) {
        const { by, address } = request
        await requireConfirmed(request)
        const codes = await secondFactor.makeRecoveryCodes(by.agentId)
        if (codes === null)
          throw new Refusal('not_found', 'Recovery codes stand in for a second factor: set one up first')
        audit.record({ what: 'recovery_codes_made', who: by.agentId, from: address, target: by.agentId })
        return { status: 200, body: { codes } }
      },
    },
  ]
}
