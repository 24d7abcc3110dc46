import type { CallView } from './call-view.ts'

/**
 * How far the number that a carrier shows is the caller's: `sure` when the carrier vouches for it, or when we called it; `unsaid`
 * when it says nothing, as most do outside North America; `denied` when it could not confirm the number. Then the caller
 * may be anybody, and nothing that the office knows of the number belongs on a screen as a fact.
 */
export type CallerTrust = 'sure' | 'unsaid' | 'denied'

type Shown = Partial<Pick<CallView, 'direction' | 'verified' | 'unconfirmed'>>

export function callerTrust({ direction, verified = null, unconfirmed = null }: Shown): CallerTrust {
  if (direction === 'outbound') return 'sure'
  if (verified === 'C' || unconfirmed !== null) return 'denied'
  return verified === null ? 'unsaid' : 'sure'
}

/** Somebody whom the office marked as VIP: known by a number that is not denied. */
export const isVip = (call: Shown & Partial<Pick<CallView, 'contact'>>): boolean =>
  call.contact?.vip === true && callerTrust(call) !== 'denied'
