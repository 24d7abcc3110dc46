import type { z } from 'zod'
import type { VerifiedAccount } from '../accounts/account.ts'
import { Password, weaknessOf } from '../accounts/password.ts'
import { agentIdOf } from '../accounts/username.ts'
import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import type { RouteRequest, SignedInRequest } from '../http/routes.ts'
import type { ProblemCode } from '../protocol/problem.ts'
import type { Factor, FactorChallenge } from '../protocol/second-factor.ts'
import { Credentials } from '../protocol/session.ts'
import type { Session } from '../sessions/session.ts'
import type { AttemptOutcome, SignInAttempt } from '../sessions/sign-in-limits.ts'
import type { ApiDeps } from './deps.ts'

export type SignInDeps = Pick<
  ApiDeps,
  | 'accounts'
  | 'sessions'
  | 'secondFactor'
  | 'signInLimits'
  | 'knownBrowsers'
  | 'oidc'
  | 'audit'
  | 'desk'
  | 'metrics'
>

type Whence = Pick<SignInAttempt, 'knownBrowser' | 'address'>
type Given = Omit<z.output<typeof Credentials>, 'username'>

/** What became of an attempt: an account that has proven everything, or why not. */
type Attempt =
  | { outcome: 'ok'; account: VerifiedAccount; factor?: Factor }
  | { outcome: Exclude<AttemptOutcome, 'ok'>; refusal: Refusal }

const failed = (code: ProblemCode): Attempt => ({ outcome: 'failed', refusal: new Refusal(code) })
/** A passkey is asked for something new: what it was asked for counts once. */
const wrongFactor = (challenge: FactorChallenge | null): Attempt => ({
  outcome: 'failed',
  refusal: new Refusal('wrong_second_factor', undefined, challenge ? { secondFactor: challenge } : {}),
})
const open = (refusal: Refusal): Attempt => ({ outcome: 'open', refusal })

/**
 * Signs somebody in by what the request's body says.
 * @throws {Refusal} that says what is wrong or missing; `rate_limited` or `unavailable`, and then nothing is checked
 */
export async function signedInAccount(deps: SignInDeps, request: RouteRequest) {
  const { username, ...given } = parse(Credentials, request.body)
  return provenAccount(deps, request, agentIdOf(username), given, (from, account) =>
    proofOf(deps, from, account, given),
  )
}

/**
 * The same for an agent who proves again who it is, or who changes something before the first sign-in.
 * @param given `session` of an agent who is signed in: it has a count of its own, and waits for nobody else's failures
 */
export async function provenAccount(
  deps: SignInDeps,
  request: RouteRequest,
  agentId: string,
  { password, session }: { password: string; session?: Pick<Session, 'hash'> },
  more: (from: Whence, account: VerifiedAccount) => Promise<Attempt>,
) {
  const { accounts, signInLimits, knownBrowsers } = deps
  const { headers, address } = request
  const knownBrowser = session?.hash ?? (await knownBrowsers.idIn(headers.cookie, agentId))
  const attempt = async (): Promise<Attempt> => {
    const account = await signInLimits.checkPassword({ agentId, knownBrowser }, () =>
      accounts.verify(agentId, password),
    )
    if (!account) return failed('bad_credentials')
    if (!session && deps.oidc?.settings.localSignIn === 'admins' && account.role !== 'admin')
      return open(new Refusal('company_account', 'Only administrators sign in with a password here'))
    return more({ knownBrowser, address }, account)
  }
  const result = await signInLimits
    .run({ agentId, address, knownBrowser }, attempt)
    .catch((error: unknown) => {
      if (error instanceof Refusal) note(deps, request, agentId, error)
      throw error
    })
  if (result.outcome === 'ok') {
    const { account, factor = null } = result
    return { account, factor, isKnownBrowser: knownBrowser !== null }
  }
  note(deps, request, agentId, result.refusal)
  throw result.refusal
}

/** Everything beside the password. What is missing is asked for before anything is used up or changed. */
async function proofOf(
  deps: SignInDeps,
  { knownBrowser, address }: Whence,
  account: VerifiedAccount,
  { password, newPassword, secondFactor: proof, enrol }: Given,
): Promise<Attempt> {
  const { secondFactor, signInLimits, audit } = deps
  const { agentId } = account
  if (account.mustChangePassword) {
    if (newPassword === undefined) return open(new Refusal('password_change_required'))
    refuseWeak(newPassword, agentId, password)
  }
  const challenge = await secondFactor.challengeFor(account)
  if (challenge) {
    const accepts = challenge.accepted.length > 0
    if (accepts ? !proof : !enrol)
      return open(new Refusal('second_factor_required', undefined, { secondFactor: challenge }))
    const { outcome } = await signInLimits.runFactor({ agentId, knownBrowser }, async () => {
      const right = accepts
        ? proof !== undefined && (await secondFactor.check(agentId, proof))
        : enrol !== undefined && (await secondFactor.enrolFirst(agentId, enrol))
      return { outcome: right ? ('ok' as const) : ('failed' as const) }
    })
    if (outcome === 'failed') return wrongFactor(accepts ? await secondFactor.challengeFor(account) : null)
    if (!accepts && enrol)
      audit.record({ what: 'factor_added', who: agentId, from: address, target: agentId, detail: enrol.type })
  }
  const used = challenge && (proof ?? enrol)
  const proven = { outcome: 'ok' as const, ...(used && { factor: used.type }) }
  if (!account.mustChangePassword || newPassword === undefined) return { ...proven, account }
  const changed = await account.changePassword(newPassword)
  if (changed === null) return failed('bad_credentials')
  audit.record({ what: 'password_changed', who: agentId, from: address, target: agentId })
  return { ...proven, account: changed }
}

/** An agent who is signed in proves who it is by password and second factor. */
export const confirmedAccount = (
  deps: SignInDeps,
  request: SignedInRequest,
  { password, secondFactor }: Pick<Given, 'password' | 'secondFactor'>,
) => {
  const { by } = request
  refuseCompany(by)
  return provenAccount(deps, request, by.agentId, { password, session: by }, async (from, account) => {
    const challenge = await deps.secondFactor.challengeFor(account)
    // Who has none yet has nothing to show.
    if (!challenge || challenge.accepted.length === 0) return { outcome: 'ok', account }
    // A change of the password begins another session, and no other count of wrong factors.
    const counted = { ...from, knownBrowser: `signed in:${by.agentId}` }
    return proofOf(deps, counted, { ...account, mustChangePassword: false }, { password, secondFactor })
  })
}

/** There is no password and no second factor of ours. @throws {Refusal} `company_account` */
export function refuseCompany({ company }: Session): void {
  if (company) throw new Refusal('company_account', 'You sign in with the company’s account')
}

/** @throws {Refusal} `invalid_request` that names `newPassword` */
export function refuseWeak(newPassword: string, agentId: string, oldPassword: string): void {
  const password = parse(Password, newPassword, ['newPassword'])
  const message =
    password === oldPassword.normalize('NFC') ? 'must be another one' : weaknessOf(password, agentId)
  if (message !== null)
    throw new Refusal('invalid_request', `newPassword: ${message}`, {
      errors: [{ path: 'newPassword', message }],
    })
}

function note(deps: SignInDeps, { address }: RouteRequest, agentId: string, { code }: Refusal): void {
  deps.metrics.signIn(code)
  // A name that nobody has is not kept: it may be a password in the wrong field.
  const attempt = {
    from: address,
    target: deps.desk.agent(agentId) ? agentId : null,
    result: 'refused' as const,
  }
  if (code === 'rate_limited') deps.audit.record({ what: 'sign_in_locked', ...attempt })
  if (code === 'bad_credentials') deps.audit.record({ what: 'sign_in_failed', ...attempt })
  if (code === 'wrong_second_factor')
    deps.audit.record({ what: 'sign_in_failed', ...attempt, detail: 'second_factor' })
}
