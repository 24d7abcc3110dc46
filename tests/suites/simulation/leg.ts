import type { Participation } from '../../../machines/call/selectors.ts'

const FINAL = ['completed', 'busy', 'failed', 'no-answer', 'canceled']

/** TwiML that plays ringback once and then requests the address in its first group. */
export const RINGBACK_AND_REDIRECT =
  /<Play>[^<]*ringback[^<]*<\/Play><Redirect[^>]*>([^<]*\/(?:voice|twiml|dialled|leg)\b[^<]*)</

export interface SimulatedLeg {
  readonly sid: string
  readonly kind: 'caller' | 'agent' | 'outside'
  readonly direction: 'inbound' | 'outbound-api'
  readonly from: string
  readonly to: string
  /** The call whose room it joins; its own sid for a caller's leg. */
  readonly callSid: string
  /** Every status it has had, oldest first. */
  readonly statuses: { at: number; status: string }[]
  /** The TwiML that it runs. */
  document: string
  /** Who hears it in a room. */
  part: Participation
  /** How often it has requested TwiML. Only the answer to the newest request is run. */
  requests: number
  /** When a REST read last denied that it exists. */
  forgottenAt: number
  /** Path and query of its status callbacks. */
  statusUrl: string
  onEnded: () => void
}

export const isOver = ({ statuses }: SimulatedLeg) => FINAL.includes(statuses.at(-1)?.status ?? '')
export const isInRoom = (leg: SimulatedLeg) => !isOver(leg) && leg.document.includes('<Conference')

/** Enough of a sid to tell the legs of one story apart. */
export const shortSid = (sid: string) => sid.slice(0, 6)
