import { canReturnTo } from './changes.ts'
import {
  agentIdIn,
  agentsToOffer,
  type CallContext,
  callingAgent,
  canTakeCall,
  carrierVouches,
  ECHO_PROVES_AFTER_MS,
  elseNumberOf,
  isUnanswered,
  mayGetMessage,
  RING_PROOF_MS,
  transferTarget,
} from './context.ts'
import { namesPerson } from './erasure.ts'
import { type CallEvent, isBySupervisor } from './events.ts'
import { isNewRecording } from './recording.ts'

/** Each exported function is a guard of the chart. `by…` says which agent sent the command. */
export interface GuardArgs {
  context: CallContext
  event: CallEvent
}

const agentOf = (event: CallEvent) => ('by' in event ? event.by : null)

export const byOwner = ({ context, event }: GuardArgs) =>
  context.agentId !== null && agentOf(event) === context.agentId
export const byOwnerWithLeg = (args: GuardArgs) => byOwner(args) && args.context.legSid !== null
export const bySender = ({ context, event }: GuardArgs) => agentOf(event) === context.transfer?.from
/** The target of the consultation is on the line. */
export const bySenderWithTarget = (args: GuardArgs) => bySender(args) && !targetsLegIsMissing(args)
export const bySenderOfConsult = (args: GuardArgs) => bySender(args) && isConsult(args)
export const byTarget = ({ context, event }: GuardArgs) =>
  agentOf(event) !== null && agentOf(event) === transferTarget(context)
export const byTargetOfConsult = (args: GuardArgs) => byTarget(args) && isConsult(args)

const byCaller = ({ context, event }: GuardArgs) =>
  agentOf(event) !== null && agentOf(event) === callingAgent(context)
/** The agent who made an internal call cannot also take it. */
export const isNotByCaller = (args: GuardArgs) => !byCaller(args)

/** A consultation needs its sender's leg: without one the transfer is blind. */
export const isConsult = ({ context }: GuardArgs) => context.transfer?.kind === 'consult'

/** The owner, the sender of a transfer, the agent who made the call and a supervisor may; any agent may remove a parked call. */
export const mayHangUp = (args: GuardArgs) =>
  isLive(args) &&
  (byOwner(args) ||
    bySender(args) ||
    byCaller(args) ||
    isBySupervisor(args.event) ||
    args.context.parked !== null)

/** The owner and a supervisor may park an answered call in a free slot. The owner may not while transferring it. */
export const mayPark = (args: GuardArgs) => {
  const { context, event } = args
  if (event.type !== 'PARK' || !isLive(args) || context.parked || context.outsideNumber) return false
  if (isUnanswered(context)) return false
  if (!isBySupervisor(event) && (!byOwner(args) || context.transfer)) return false
  return event.slot === undefined
    ? event.availability.freeSlots.length > 0
    : event.availability.freeSlots.includes(event.slot)
}

/** The owner may transfer to a number or to another agent who can take it. To consult, the owner needs a leg. */
export const mayTransfer = (args: GuardArgs) => {
  const { event, context } = args
  if (event.type !== 'TRANSFER' || !byOwner(args)) return false
  if (event.kind === 'consult' && context.legSid === null) return false
  const target = agentIdIn(event.to)
  if (target === null) return true
  return target !== event.by && target !== callingAgent(context) && canTakeCall(target, event.availability)
}

export const hasNotDeclined = ({ context, event }: GuardArgs) =>
  event.type === 'DECLINE' && !context.declinedBy.includes(event.by)
export const isOfferedToAgent = ({ context, event }: GuardArgs) =>
  context.offeredTo.includes(agentOf(event) ?? '')
export const isOfferedToAllAndNotDeclined = (args: GuardArgs) =>
  args.context.offeredToAll && hasNotDeclined(args)

/** An agent who is offered the call has not been known to ring. */
export const isNewRinging = ({ context, event }: GuardArgs) =>
  event.type === 'RINGING' &&
  event.agentIds.some(
    (agentId) => context.offeredTo.includes(agentId) && !context.ringingAt.includes(agentId),
  )

/** The call is offered, and no console has acknowledged that in time. */
const isUnacknowledged = ({ context, event }: GuardArgs) =>
  context.offeredTo.length > 0 &&
  context.ringingAt.length === 0 &&
  context.unheardAt === null &&
  context.offeredAt !== null &&
  event.at - context.offeredAt >= RING_PROOF_MS
export const offerToAllIsUnheard = (args: GuardArgs) => args.context.offeredToAll && isUnacknowledged(args)
/**
 * The one agent's console says that it rings, and it does not; or the agent has no console any more. A console that has
 * just opened is given time to prove that it rings.
 */
const offerToOneIsUnheard = (args: GuardArgs) =>
  !args.context.offeredToAll &&
  isUnacknowledged(args) &&
  args.context.offeredTo.every((agentId) => args.event.availability.dueToAcknowledge.includes(agentId))

/** The call is offered to all free agents, and these have changed. */
export const offerChanges = ({ context, event }: GuardArgs) => {
  const { offeredTo, offeredToAll } = context
  const agents = agentsToOffer(context, event.availability)
  return (
    offeredToAll &&
    (agents.length !== offeredTo.length || agents.some((agentId) => !offeredTo.includes(agentId)))
  )
}

/**
 * The call is offered to one agent alone, who is away, signed out, talks, or has no console that rings. A lost agent who has
 * just come back is in front of the console, also when the presence is away.
 */
export const offeredAgentCannotTakeIt = (args: GuardArgs) => {
  const { context, event } = args
  const cannot = (agentId: string) => agentId !== context.lostBy && !canTakeCall(agentId, event.availability)
  return !context.offeredToAll && (offerToOneIsUnheard(args) || context.offeredTo.some(cannot))
}
export const consultedAgentCannotTakeIt = (args: GuardArgs) =>
  isConsult(args) && offeredAgentCannotTakeIt(args)

/** The owner's leg connects, or the leg that the owner has ends. */
export const isOwnersLeg = ({ context, event }: GuardArgs) =>
  event.type === 'LEG_CONNECTED'
    ? event.agentId !== null && event.agentId === context.agentId && event.legSid !== context.legSid
    : event.type === 'LEG_ENDED' && event.legSid === context.legSid
export const isOwnersLegInConsult = (args: GuardArgs) => isOwnersLeg(args) && isConsult(args)
export const ownersLegIsConnected = ({ context }: GuardArgs) => context.legSid !== null
export const ownersLegIsMissing = ({ context }: GuardArgs) => context.legSid === null

/** The owner's leg ended because the console was reloaded: the console has opened again since the leg connected. */
export const ownersConsoleHasReopened = (args: GuardArgs) =>
  isOwnersLeg(args) &&
  args.event.type === 'LEG_ENDED' &&
  args.event.consoleSince !== null &&
  args.context.legAt !== null &&
  args.event.consoleSince > args.context.legAt

export const isTargetsLeg = ({ context, event }: GuardArgs) =>
  event.type === 'LEG_CONNECTED'
    ? event.agentId !== null &&
      event.agentId === transferTarget(context) &&
      event.legSid !== context.targetLegSid
    : event.type === 'LEG_ENDED' && event.legSid === context.targetLegSid
/** Neither the agent nor the number that the owner consults has connected. */
export const targetsLegIsMissing = ({ context }: GuardArgs) =>
  context.targetLegSid === null && context.outsideLegSid === null

/**
 * The outside leg of this call. While its sid is unknown, it is the leg to the number to which the call is being
 * transferred. It is never a leg of an agent.
 */
export const isOutsideLeg = ({ context, event }: GuardArgs) =>
  event.type === 'LEG_CONNECTED'
    ? event.agentId === null && isToOutside(context) && isLegOfTransfer(context, event)
    : event.type === 'LEG_ENDED' &&
      (context.outsideLegSid === null
        ? event.outside &&
          isToOutside(context) &&
          event.legSid !== context.legSid &&
          isLegOfTransfer(context, event)
        : event.legSid === context.outsideLegSid)
export const isOutsideLegOfConsult = (args: GuardArgs) => isOutsideLeg(args) && isConsult(args)
export const awaitsOutsideLeg = ({ context, event }: GuardArgs) =>
  event.type === 'LEG_DIALLED' &&
  isToOutside(context) &&
  context.outsideLegSid === null &&
  isLegOfTransfer(context, event)

const isToOutside = ({ transfer }: CallContext) => transfer?.to.startsWith('+') === true

/** While the sid of the outside leg is not known, the time of the transfer says which transfer the leg was dialled for. */
const isLegOfTransfer = (context: CallContext, leg: { legSid: string; transferAt?: number | undefined }) =>
  context.outsideLegSid === null
    ? leg.transferAt === undefined || leg.transferAt === context.transfer?.at
    : leg.legSid === context.outsideLegSid

/** The sender completes the consultation, leaves, or the sender's leg ends. */
export const senderLeaves = (args: GuardArgs) =>
  args.event.type === 'LEG_ENDED' ? isOwnersLeg(args) : bySender(args)
export const senderLeavesToOutsideNumber = (args: GuardArgs) =>
  senderLeaves(args) && args.context.outsideLegSid !== null
export const senderLeavesToConnectedTarget = (args: GuardArgs) =>
  senderLeaves(args) && args.context.targetLegSid !== null

/** The agent the call is parked for, else the parker, can take it. */
export const returnsToOne = (args: GuardArgs) => {
  const { parked } = args.context
  return canReturnTo(args, parked?.for ?? parked?.by ?? null)
}
export const elseIsVoicemail = ({ context }: GuardArgs) => context.parked?.elseTo === 'voicemail'
/** The number is dialled in the name of the parker. */
export const elseIsNumber = ({ context: { parked } }: GuardArgs) =>
  elseNumberOf(parked) !== null && parked?.by !== null
/** A colleague who can take it, and has not declined it in this round. */
export const elseIsColleague = (args: GuardArgs) => {
  const agentId = agentIdIn(args.context.parked?.elseTo)
  return canReturnTo(args, agentId) && !args.context.declinedBy.includes(agentId)
}
export const byParkerWithElse = ({ context: { parked }, event }: GuardArgs) =>
  parked !== null && parked.elseTo !== null && parked.by === agentOf(event)

export const wasTakenFromLot = ({ context }: GuardArgs) => context.takenFrom === 'lot'
export const wasTakenFromTransfer = ({ context }: GuardArgs) => context.takenFrom === 'transfer'
/** The owner resumed the call, or took it back from a blind transfer. */
export const wasTakenFromHold = ({ context }: GuardArgs) => context.takenFrom === 'hold'
export const wasDialled = ({ context }: GuardArgs) => context.takenFrom === 'dial'
export const wasCalledByColleague = ({ context }: GuardArgs) => context.takenFrom === 'colleague'

export const lostAgentIsBack = ({ context, event }: GuardArgs) =>
  event.type === 'AGENT_BACK' &&
  event.agentId === context.lostBy &&
  (event.echoed !== true || event.at - (context.parked?.at ?? 0) >= ECHO_PROVES_AFTER_MS)
export const lostAgentHasSignedOut = ({ context, event }: GuardArgs) =>
  event.type === 'AGENT_SIGNED_OUT' && event.agentId === context.lostBy
/** An owner who has a leg is noticed by the end of that leg. */
export const ownerWithoutLegIsGone = ({ context, event }: GuardArgs) =>
  event.type === 'AGENT_GONE' && event.agentId === context.agentId && context.legSid === null

export const isGreetingDue = ({ context }: GuardArgs) => context.greeting === 'due'
/** A recording of zero seconds is no message. */
export const recordingHasLength = ({ event }: GuardArgs) => event.type === 'RECORDED' && event.seconds !== 0
export const isLateMessage = (args: GuardArgs) =>
  mayGetMessage(args.context) && recordingHasLength(args) && !args.context.erased
export const isMessageOfErased = (args: GuardArgs) =>
  args.context.erased === true && recordingHasLength(args) && isNewRecording(args)
export const hasMessage = ({ context }: GuardArgs) => context.message !== null
export const isUnheard = ({ context }: GuardArgs) =>
  context.message !== null && context.message.heard === null
export const mayRemoveMessage = (args: GuardArgs) => hasMessage(args) && isBySupervisor(args.event)

/** The agent saw what the call says now, so that nobody's note is lost. */
export const hasSeenWrapUp = ({ context, event }: GuardArgs) =>
  event.type === 'WRAP_UP' && event.instead === (context.wrapUp?.at ?? null)

export const hasTalked = ({ context, event }: GuardArgs) => context.talkedBy.includes(agentOf(event) ?? '')

/** Who has talked with the caller says who it is, once. Where the carrier vouches for the number, nothing is left to say. */
export const mayConfirmCaller = (args: GuardArgs) => {
  const { context } = args
  const isUnsaid =
    context.direction === 'inbound' && !carrierVouches(context) && context.confirmedBy === undefined
  return isLive(args) && isUnsaid && hasTalked(args)
}

/** An agent who has a leg of this call, or had one. A colleague who was only consulted counts until the consultation is over. */
export const byParticipant = (args: GuardArgs) => {
  const by = agentOf(args.event)
  return (
    byOwner(args) || byTarget(args) || byCaller(args) || (by !== null && args.context.talkedBy.includes(by))
  )
}

export const isOfPerson = ({ context, event }: GuardArgs) =>
  event.type === 'ERASE' && namesPerson(context, event.numbers)

export const isLive = ({ context }: GuardArgs) => context.endedAt === null
export const hasEnded = ({ context }: GuardArgs) => context.endedAt !== null
export const isParked = ({ context }: GuardArgs) => context.parked !== null
export const isClosedWithoutVoicemail = ({ context }: GuardArgs) => context.closed === 'hangup'
/** The office is closed, or no agent is signed in. */
export const isSentToVoicemail = ({ context }: GuardArgs) => context.voicemailAt !== null
export const hasOwner = ({ context }: GuardArgs) => context.agentId !== null
export const isInternal = ({ context }: GuardArgs) => context.direction === 'internal'

export {
  hasRecordings,
  isNewRecording,
  isNewRequest,
  isNewState,
  isNewsOfRecording,
  isNoticeDue,
  isRequested,
  isUnsettled,
  mayRecord,
  mayRemoveRecording,
} from './recording.ts'
export {
  isSupervisorsLeg,
  maySupervise,
  mayTakeOver,
  supervises,
  supervisorHasSignedOut,
  supervisorWithoutLegIsGone,
} from './supervision.ts'
