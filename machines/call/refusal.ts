import type { Availability } from './availability.ts'
import { callingAgent } from './context.ts'
import type { CallEventBody } from './events.ts'
import { byOwner, bySender, isNotCaller } from './guards.ts'
import type { CallSnapshot } from './snapshot.ts'

/** Why a command is refused; each is a code of the API's problems too. */
export type RefusalCode =
  | 'call_ended'
  | 'not_in_state'
  | 'not_yours'
  | 'already_claimed'
  | 'agent_busy'
  | 'slot_taken'
  | 'lot_full'
  | 'target_unavailable'

/** Why a call left an event unanswered, in the terms of who asked. */
export function refusalOf(
  snapshot: CallSnapshot,
  event: CallEventBody,
  availability: Availability,
): RefusalCode {
  const { context } = snapshot
  const asked = { context, event: { ...event, at: 0, availability } }
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
      return snapshot.can({
        ...event,
        at: 0,
        availability: { ...availability, freeAgents: targetsOf(event) },
      })
        ? 'target_unavailable'
        : 'not_in_state'
    case 'COMPLETE':
    case 'CANCEL':
      return context.transfer ? (bySender(asked) ? 'not_in_state' : 'not_yours') : ownersOr(asked)
    default:
      return 'not_in_state'
  }
}

type GuardArgs = Parameters<typeof byOwner>[0]

const ownersOr = (asked: GuardArgs): RefusalCode => (byOwner(asked) ? 'not_in_state' : 'not_yours')

const targetsOf = (event: CallEventBody) =>
  event.type === 'TRANSFER' && event.to.startsWith('agent:') ? [event.to.slice('agent:'.length)] : []

function refusedPark(
  snapshot: CallSnapshot,
  event: CallEventBody & { type: 'PARK' },
  asked: GuardArgs,
): RefusalCode {
  const { context } = snapshot
  const anySlot = {
    ...event,
    slot: undefined,
    at: 0,
    availability: { ...asked.event.availability, freeSlots: [1] },
  }
  if (snapshot.can(anySlot)) return event.slot === undefined ? 'lot_full' : 'slot_taken'
  const supervises = event.role === 'supervisor' || event.role === 'admin'
  return supervises || byOwner(asked) || context.parked ? 'not_in_state' : 'not_yours'
}
