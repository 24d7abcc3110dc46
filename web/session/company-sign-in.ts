import {
  type CompanyOutcome,
  companyOutcomeIn,
  SignInRefusal,
} from '../../coordinator/protocol/sign-in-ways.ts'

/** On it the window says to the desk how its sign-in has ended: a refusal, or null. The two know nothing else of each other. */
const CHANNEL = 'switchyard-company-sign-in'

interface Wanted {
  /** Over the desk of this agent, in a window of its own. */
  desk?: string
  /** The person proves again who it is: otherwise the provider may remember who signed in last. */
  fresh?: boolean
}

export function companySignInPath({ desk, fresh }: Wanted): string {
  const query = new URLSearchParams({ ...(desk !== undefined && { desk }), ...(fresh && { fresh: '1' }) })
  return `/api/oidc/sign-in${query.size > 0 ? `?${query}` : ''}`
}

/** How a sign-in with the company's account has ended, where this page was opened by one. It does not stay in the address. */
export function takeCompanyOutcome(): CompanyOutcome | null {
  const outcome = companyOutcomeIn(location.hash)
  if (outcome) history.replaceState(null, '', location.pathname)
  return outcome
}

export function tellDesk(refusal: SignInRefusal | null): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage(refusal)
  channel.close()
}

/** @returns ends it */
export function hearWindow(ended: (refusal: SignInRefusal | null) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = ({ data }) => ended(SignInRefusal.nullable().parse(data))
  return () => channel.close()
}

/** @returns false when the browser opens none */
export const openSignInWindow = (wanted: Wanted): boolean =>
  window.open(companySignInPath(wanted), CHANNEL, 'popup,width=520,height=700') !== null

/** The provider remembers this person: another attempt asks who it is. */
export const asksAnew = (refusal: SignInRefusal | null): boolean =>
  refusal !== null && ['no_role', 'disabled', 'name_taken', 'no_username', 'another_person'].includes(refusal)
