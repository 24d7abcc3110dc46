import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { isConsultTarget, isMyCallToColleague } from '../calls/desk-sections.ts'
import type { Notice } from './notices.ts'

/** Why a card went away. */
export type ClearedReason = Pick<Notice, 'title' | 'tone'>

export interface ClearedFacts {
  me: string
  /** How a colleague, or `agent:x`, or a number is called on screen. */
  nameOf: (who: string) => string
  /** Whether this agent has just sent one of these commands. */
  commanded: (callSid: string, ...commands: string[]) => boolean
}

/**
 * Why a card went away that this agent saw ringing, talked on, sent or parked. Null where no card went away,
 * or where this agent's own command removed it.
 */
export function clearedReason(before: CallView, after: CallView, facts: ClearedFacts): ClearedReason | null {
  const { me } = facts
  if (isMyCallToColleague(before, me)) return fromMyCallToColleague(after, facts)
  if (before.offeredTo.includes(me)) return fromOffer(before, after, facts)
  if (before.agentId === me) return fromMe(before, after, facts)
  if (before.transfer?.from === me) return fromMyTransfer(before, after, facts)
  if (isConsultTarget(before, me)) return fromConsultation(before, after, facts)
  if (before.parked?.by === me) return fromMyParking(before, after, facts)
  return null
}

/** A number that I called and that never answered. Only the timeline says why. */
export const isUnreached = (before: CallView, after: CallView, { me, commanded }: ClearedFacts) =>
  before.state === 'active.dialling' &&
  before.agentId === me &&
  after.status === 'ended' &&
  !commanded(after.callSid, 'hangup')

/** @param status how Twilio says that it ended, where it did */
export function unreached({ outcome }: CallView, status: string | undefined): ClearedReason {
  if (status === 'busy') return plain('Busy')
  if (outcome === 'missed') return plain('No answer')
  return status === undefined ? bad('You were not connected in time') : bad('The number could not be reached')
}

function fromMyCallToColleague(after: CallView, { nameOf, commanded }: ClearedFacts): ClearedReason | null {
  if (after.status !== 'ended' || commanded(after.callSid, 'hangup')) return null
  const who = nameOf(after.calledNumber ?? '')
  if (after.outcome === 'missed') return plain(`${who} did not take your call`)
  return after.outcome === 'failed' ? bad('The connection failed') : plain(`${who} hung up`)
}

const good = (title: string): ClearedReason => ({ title, tone: 'good' })
const plain = (title: string): ClearedReason => ({ title, tone: 'plain' })
const bad = (title: string): ClearedReason => ({ title, tone: 'bad' })
const inSlot = (call: CallView) => (call.parked?.slot ? ` in ${call.parked.slot}` : '')
/** It is on this agent's desk now. An ended call is on no desk, though it still names its last owner. */
const isTakenBy = (me: string, call: CallView) =>
  call.status !== 'ended' && (call.agentId === me || isConsultTarget(call, me))

function fromOffer(
  before: CallView,
  after: CallView,
  { me, nameOf, commanded }: ClearedFacts,
): ClearedReason | null {
  if (after.offeredTo.includes(me) || isTakenBy(me, after)) return null
  if (commanded(after.callSid, 'claim', 'unpark', 'decline', 'hangup', 'cancel')) return null
  if (after.status === 'ended') return ended(after)
  if (after.status === 'voicemail') return bad('No answer – went to voicemail')
  if (before.status === 'transferring' && after.agentId === before.transfer?.from && after.agentId)
    return plain(`${nameOf(after.agentId)} took the transfer back`)
  if (after.agentId) return good(`${before.parked ? 'Picked up' : 'Answered'} by ${nameOf(after.agentId)}`)
  if (before.status === 'transferring' && before.transfer && after.status === 'parked')
    return plain(`No answer – back to ${nameOf(before.transfer.from)}`)
  return null
}

function fromMe(before: CallView, after: CallView, facts: ClearedFacts): ClearedReason | null {
  const { me, nameOf, commanded } = facts
  if (isTakenBy(me, after)) return null
  if (after.status === 'ended') return commanded(after.callSid, 'hangup') ? null : ended(after)
  if (after.status === 'parked') return intoLot(after, facts)
  if (after.status === 'ringing') return bad('You were not connected in time – it rings again')
  if (after.state === 'active.outside') return good(`Transferred to ${nameOf(after.outsideNumber ?? '')}`)
  if (after.agentId) return good(`Transferred to ${nameOf(after.agentId)}`)
  if (
    after.status === 'transferring' &&
    before.transfer?.kind === 'consult' &&
    !commanded(after.callSid, 'complete')
  )
    return plain(`You were disconnected – still ringing at ${nameOf(before.transfer.to)}`)
  return null
}

function intoLot(after: CallView, { me, nameOf, commanded }: ClearedFacts): ClearedReason | null {
  const by = after.parked?.by
  if (by && by !== me) return plain(`Parked by ${nameOf(by)}${inSlot(after)}`)
  if (commanded(after.callSid, 'park')) return good(`Parked${inSlot(after)}`)
  if (commanded(after.callSid, 'transfer')) return null
  return bad(`You were disconnected – the caller is safe, parked${inSlot(after)}`)
}

function fromMyTransfer(
  before: CallView,
  after: CallView,
  { me, nameOf, commanded }: ClearedFacts,
): ClearedReason | null {
  if (after.transfer?.from === me || isTakenBy(me, after)) return null
  const to = nameOf(before.transfer?.to ?? '')
  if (after.status === 'ended') return commanded(after.callSid, 'hangup') ? null : ended(after)
  if (after.agentId) return good(`Transferred: answered by ${nameOf(after.agentId)}`)
  if (after.state === 'active.outside') return good(`Transferred: ${to} answered`)
  if (after.status === 'parked') return bad(`${to} did not take it – back to you`)
  return null
}

function fromConsultation(
  before: CallView,
  after: CallView,
  { me, nameOf, commanded }: ClearedFacts,
): ClearedReason | null {
  if (isTakenBy(me, after)) return null
  const from = nameOf(before.transfer?.from ?? '')
  if (after.status === 'ended') return commanded(after.callSid, 'hangup') ? null : ended(after)
  return plain(`${from} took the call back`)
}

function fromMyParking(
  before: CallView,
  after: CallView,
  { me, nameOf, commanded }: ClearedFacts,
): ClearedReason | null {
  if (after.status === 'parked' || isTakenBy(me, after)) return null
  if (after.status !== 'ended') return after.agentId ? good(`Picked up by ${nameOf(after.agentId)}`) : null
  if (commanded(after.callSid, 'hangup')) return null
  if (after.outcome === 'removed')
    return plain(`Removed from the lot${before.parked?.slot ? `, slot ${before.parked.slot}` : ''}`)
  return bad('Caller hung up in the parking lot')
}

function ended(after: CallView): ClearedReason {
  switch (after.outcome) {
    case 'voicemail':
      return plain('The caller left a message')
    case 'missed':
      return bad('Caller hung up at the voicemail')
    case 'removed':
      return plain('Removed by a colleague')
    case 'failed':
      return bad('The connection to the caller failed')
    default:
      return plain(after.direction === 'inbound' ? 'Caller hung up' : 'They hung up')
  }
}
