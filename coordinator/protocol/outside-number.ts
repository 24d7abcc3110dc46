import type { CallView } from './call-view.ts'

/** Of a call, or of a message, which belongs to an inbound call. */
export type Parties = Pick<CallView, 'callerNumber'> & Partial<Pick<CallView, 'direction' | 'calledNumber'>>

/** The number of the party outside; null when it is withheld, or nobody is outside. */
export const outsideNumberOf = ({ direction, callerNumber, calledNumber = null }: Parties): string | null => {
  if (direction === 'internal') return null
  return direction === 'outbound' ? calledNumber : callerNumber
}
