import { carrierVouches } from '../../machines/call/context.ts'
import type { CallView } from './call-view.ts'

/**
 * Whether the number that a carrier shows is the caller's. `sure`: the carrier vouches for it, an agent who has talked with
 * the caller does, or we called it. `unsaid`: the carrier says nothing, as most do outside North America. `denied`: the
 * carrier could not confirm the number. Then the caller may be anybody, so a screen must not show what the office knows of
 * the number as a fact.
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
