import { carrierVouches } from '../../machines/call/context.ts'
import type { CallView } from './call-view.ts'

/**
 * How far the number that a carrier shows is the caller's: `sure` when the carrier vouches for it, when an agent who has talked
 * with the caller does, or when we called it; `unsaid` when the carrier says nothing, as most do outside North America; `denied`
 * when it could not confirm the number. Then the caller may be anybody, and nothing that the office knows of the number belongs
 * on a screen as a fact.
 */
export type CallerTrust = 'sure' | 'unsaid' | 'denied'

type Shown = Partial<Pick<CallView, 'direction' | 'verified' | 'unconfirmed' | 'confirmedBy'>>

export function callerTrust({
  direction,
  verified = null,
  unconfirmed = null,
  confirmedBy,
}: Shown): CallerTrust {
  if (direction === 'outbound' || confirmedBy !== undefined) return 'sure'
  if (carrierVouches({ verified, unconfirmed })) return 'sure'
  return verified === 'C' || unconfirmed !== null ? 'denied' : 'unsaid'
}

/** The name that the carrier gives goes with the number: where it denies the number, the caller may bear any name. */
export const isNameDoubtful = (call: Shown & Pick<CallView, 'callerNumber'>): boolean =>
  call.callerNumber !== null && callerTrust(call) === 'denied'

/** Somebody the office marked as VIP: known by a number that is not denied. */
export const isVip = (call: Shown & Partial<Pick<CallView, 'contact'>>): boolean =>
  call.contact?.vip === true && callerTrust(call) !== 'denied'
