import { type CallView, isWithTarget } from '../../coordinator/protocol/call-view.ts'
import type { TimelineEntry } from '../../coordinator/protocol/timeline.ts'
import { isConsultation, isConsultTarget, isMyCallToColleague } from '../calls/desk-sections.ts'

/**
 * What a card is to the agent at this desk: a ring, a call of theirs, a consultation that they asked for or were asked
 * for, a transfer that nobody has taken yet, a caller they parked, or their call to a colleague.
 */
export type Hold = 'ring' | 'mine' | 'asking' | 'asked' | 'sent' | 'parked' | 'calling'

/** Null where the agent has nothing to do with the call. */
export function holdOf(call: CallView, me: string): Hold | null {
  if (call.status === 'ended') return null
  if (isMyCallToColleague(call, me)) return 'calling'
  if (call.offeredTo.includes(me)) return 'ring'
  if (call.agentId === me) return isConsultation(call) ? 'asking' : 'mine'
  if (isConsultTarget(call, me)) return 'asked'
  if (call.status === 'transferring' && call.transfer?.from === me) return 'sent'
  return call.parked?.by === me ? 'parked' : null
}

/** Whether the card has gone, or has become another one. */
export function isLost(hold: Hold, after: CallView | undefined, me: string): boolean {
  if (after === undefined || after.status === 'ended') return true
  if (hold === 'parked') return after.status !== 'parked'
  if (hold === 'sent') return after.status !== 'transferring' || after.transfer?.from !== me
  // An agent who begins a consultation keeps the call.
  return holdOf(after, me) !== hold && !(hold === 'mine' && holdOf(after, me) === 'asking')
}

const isConsulted = (state: string) => state.startsWith('transferring') || state === 'active.threeWay'

/** Whether this event took the card away. */
export function takesAway(hold: Hold, entry: TimelineEntry, stateBefore: string, me: string): boolean {
  const { event, by, from, to, state } = entry
  switch (hold) {
    case 'ring':
      return state !== stateBefore || (event === 'DECLINE' && by === me)
    case 'mine':
      return state === 'ended' || (from === me && to !== me)
    case 'asking':
      return !isConsulted(state) || to !== me
    case 'asked':
      return !isWithTarget(entry)
    case 'sent':
      return !state.startsWith('transferring')
    case 'parked':
      return !state.startsWith('parked')
    case 'calling':
      return state === 'ended'
  }
}

/**
 * The event that took the card away, where the two views leave no doubt. It saves reading the timeline: a call that rings at
 * a thousand consoles is answered at a thousand consoles.
 */
export function certainEvent(before: CallView, after: CallView | undefined): TimelineEntry | null {
  const one = after && after.rev === before.rev + 1 ? eventBetween(before, after) : null
  return one && after
    ? {
        ...one,
        rev: after.rev,
        at: after.updatedAt,
        from: before.agentId,
        to: after.agentId,
        state: after.state,
      }
    : null
}

function eventBetween(before: CallView, after: CallView): Pick<TimelineEntry, 'event' | 'by'> | null {
  if (after.state === 'active.connecting' && after.agentId !== null) {
    if (before.state === 'ringing.offering') return { event: 'CLAIM', by: after.agentId }
    if (before.status === 'parked') return { event: 'UNPARK', by: after.agentId }
  }
  if (before.state === 'ringing.offering' && after.status === 'voicemail')
    return { event: 'ringTimeout', by: null }
  const by = after.parked?.by
  // Who lost the call is named as who parked it, too. Another agent only parks it by command.
  if (before.status === 'active' && after.state === 'parked.waiting' && by && by !== before.agentId)
    return { event: 'PARK', by }
  return null
}
