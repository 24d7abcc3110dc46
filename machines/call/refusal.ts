import type { Availability } from './availability.ts'
import { agentIdIn, callingAgent, recordingOrder } from './context.ts'
import { type CallEventBody, isBySupervisor } from './events.ts'
import { byOwner, bySender, byTarget, type GuardArgs, hasTalked, isNotByCaller } from './guards.ts'
import type { CallSnapshot } from './snapshot.ts'
import { supervises } from './supervision.ts'

/** Why a command is refused. The problems of the API use the same codes. */
export type RefusalCode =
  | 'call_ended'
  | 'not_in_state'
  | 'not_yours'
  | 'already_claimed'
  | 'agent_busy'
  | 'slot_taken'
  | 'lot_full'
  | 'target_unavailable'
  | 'changed_meanwhile'
  | 'already_supervised'
  | 'recording_not_allowed'
  | 'recording_required'

/** Why the event did not change the call, as the agent who sent it should read it. */
export function refusalOf(
  snapshot: CallSnapshot,
  event: CallEventBody,
  availability: Availability,
): RefusalCode {
  const { context } = snapshot
  const args = { context, event: { ...event, at: 0, availability } }
  if (event.type === 'WRAP_UP') return 'changed_meanwhile'
  if (event.type === 'LEG_QUALITY') return 'not_yours'
  if (context.endedAt !== null) return 'call_ended'
  switch (event.type) {
    case 'CLAIM':
      if (context.transfer || snapshot.matches({ ringing: 'calling' })) return 'not_yours'
      if (!isNotByCaller(args)) return 'agent_busy'
      return context.agentId === null ? 'not_in_state' : 'already_claimed'
    case 'UNPARK':
      if (context.parked && !isNotByCaller(args)) return 'agent_busy'
      return context.agentId === null ? 'not_in_state' : 'already_claimed'
    case 'CONFIRM_CALLER':
      return hasTalked(args) ? 'not_in_state' : 'not_yours'
    case 'PARK':
      return refusedPark(snapshot, event, args)
    case 'HOLD':
    case 'RESUME':
      return refusedOwner(args)
    case 'HANGUP':
      return 'not_yours'
    case 'TRANSFER':
      return refusedTransfer(snapshot, event, args)
    case 'COMPLETE':
    case 'CANCEL':
    case 'MERGE':
      if (!context.transfer) return refusedOwner(args)
      return bySender(args) ? 'not_in_state' : 'not_yours'
    case 'SUPERVISE':
      if (context.supervision !== null && context.supervision.by !== event.by) return 'already_supervised'
      return isBySupervisor(args.event) ? 'not_in_state' : 'not_yours'
    case 'UNSUPERVISE':
    case 'TAKE_OVER':
      return supervises(args) ? 'not_in_state' : 'not_yours'
    case 'RECORD':
      return refusedRecording(snapshot, event, args)
    case 'LEAVE':
      return context.transfer && !byTarget(args) ? 'not_yours' : 'not_in_state'
    default:
      return 'not_in_state'
  }
}

function refusedRecording(
  { context: { recording } }: CallSnapshot,
  event: CallEventBody & { type: 'RECORD' },
  args: GuardArgs,
): RefusalCode {
  if (recording === null) return 'recording_not_allowed'
  if (!byOwner(args) && !isBySupervisor(args.event)) return 'not_yours'
  const isRequired =
    recording.rule === 'always' && event.state === 'off' && recordingOrder(recording) !== 'off'
  return isRequired ? 'recording_required' : 'not_in_state'
}

const refusedOwner = (args: GuardArgs): RefusalCode => (byOwner(args) ? 'not_in_state' : 'not_yours')

/** If the call could be transferred were the target free, the target is the reason. */
function refusedTransfer(
  snapshot: CallSnapshot,
  event: CallEventBody & { type: 'TRANSFER' },
  args: GuardArgs,
): RefusalCode {
  if (!byOwner(args)) return 'not_yours'
  const target = agentIdIn(event.to)
  if (target !== null && target === callingAgent(snapshot.context)) return 'target_unavailable'
  const agents = target === null ? [] : [target]
  const availability = { ...args.event.availability, freeAgents: agents, reachableAgents: agents }
  return snapshot.can({ ...event, at: 0, availability }) ? 'target_unavailable' : 'not_in_state'
}

/** If the call could be parked were a slot free, the slot or the lot is the reason. */
function refusedPark(
  snapshot: CallSnapshot,
  event: CallEventBody & { type: 'PARK' },
  args: GuardArgs,
): RefusalCode {
  const availability = { ...args.event.availability, freeSlots: [1] }
  if (snapshot.can({ ...event, slot: undefined, at: 0, availability }))
    return event.slot === undefined ? 'lot_full' : 'slot_taken'
  return isBySupervisor(args.event) || byOwner(args) || snapshot.context.parked ? 'not_in_state' : 'not_yours'
}
