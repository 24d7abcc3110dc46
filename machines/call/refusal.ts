import type { Desk } from '../desk.ts'
import type { ProblemCode } from '../problem.ts'
import { callingAgent } from './context.ts'
import type { CallEventBody } from './events.ts'
import { byOwner, bySender, isNotCaller } from './guards.ts'
import type { CallSnapshot } from './view.ts'

/** Why a call left an event unanswered, in the terms of who asked. */
export function refusalOf(snapshot: CallSnapshot, event: CallEventBody, desk: Desk): ProblemCode {
  const { context } = snapshot
  const asked = { context, event: { ...event, at: 0, desk } }
  if (context.endedAt !== null) return 'call_ended'
  switch (event.type) {
    case 'CLAIM':
      if (context.transfer || snapshot.matches({ ringing: 'calling' })) return 'not_yours'
      if (!isNotCaller(asked)) return 'agent_busy'
      return context.agentId === null ? 'not_in_state' : 'already_claimed'
    case 'UNPARK':
      if (context.parked && !isNotCaller(asked)) return 'agent_busy'
      return context.agentId === null ? 'not_in_state' : 'already_claimed'
    case 'PARK':
      return refusedPark(snapshot, event, asked)
    case 'HOLD':
    case 'RESUME':
      return byOwner(asked) ? 'not_in_state' : 'not_yours'
    case 'HANGUP':
      return 'not_yours'
    case 'TRANSFER':
      if (!byOwner(asked)) return 'not_yours'
      if (event.to === `agent:${callingAgent(context)}`) return 'target_unavailable'
      return snapshot.can({ ...event, at: 0, desk: { ...desk, offerable: targetsOf(event) } })
        ? 'target_unavailable'
        : 'not_in_state'
    case 'COMPLETE':
    case 'CANCEL':
      return context.transfer ? (bySender(asked) ? 'not_in_state' : 'not_yours') : ownersOr(asked)
    default:
      return 'not_in_state'
  }
}

type Asked = Parameters<typeof byOwner>[0]

const ownersOr = (asked: Asked): ProblemCode => (byOwner(asked) ? 'not_in_state' : 'not_yours')

const targetsOf = (event: CallEventBody) =>
  event.type === 'TRANSFER' && event.to.startsWith('agent:') ? [event.to.slice('agent:'.length)] : []

function refusedPark(
  snapshot: CallSnapshot,
  event: CallEventBody & { type: 'PARK' },
  asked: Asked,
): ProblemCode {
  const { context } = snapshot
  const anySlot = { ...event, slot: undefined, at: 0, desk: { ...asked.event.desk, freeSlots: [1] } }
  if (snapshot.can(anySlot)) return event.slot === undefined ? 'lot_full' : 'slot_taken'
  const supervises = event.role === 'supervisor' || event.role === 'admin'
  return supervises || byOwner(asked) || context.parked ? 'not_in_state' : 'not_yours'
}
