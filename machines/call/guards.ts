import { agentsToOffer, type CallContext, callingAgent, isUnanswered, transferTarget } from './context.ts'
import type { CallEvent } from './events.ts'

interface GuardArgs {
  context: CallContext
  event: CallEvent
}

const asker = (event: CallEvent) => ('by' in event ? event.by : null)
const supervises = (event: CallEvent) =>
  'role' in event && (event.role === 'supervisor' || event.role === 'admin')

export const isLive = ({ context }: GuardArgs) => context.endedAt === null
export const byOwner = ({ context, event }: GuardArgs) =>
  context.agentId !== null && asker(event) === context.agentId
export const bySender = ({ context, event }: GuardArgs) => asker(event) === context.transfer?.from
export const byTarget = ({ context, event }: GuardArgs) =>
  asker(event) !== null && asker(event) === transferTarget(context)

/** The one who called, from a browser of ours, cannot also take the call. */
export const isNotCaller = ({ context, event }: GuardArgs) =>
  asker(event) === null || asker(event) !== callingAgent(context)
const byCaller = (asked: GuardArgs) => asker(asked.event) !== null && !isNotCaller(asked)

/** Its owner, who is transferring it or made it, a supervisor; and anybody removes what waits in the lot. */
export const mayHangUp = (asked: GuardArgs) =>
  isLive(asked) &&
  (byOwner(asked) ||
    bySender(asked) ||
    byCaller(asked) ||
    supervises(asked.event) ||
    asked.context.parked !== null)

/** The owner once there is somebody to park, a supervisor too; the slot must be free, and there must be one. */
export const mayPark = (asked: GuardArgs) => {
  const { context, event } = asked
  if (event.type !== 'PARK' || !isLive(asked) || context.parked || context.outsideNumber) return false
  if (isUnanswered(context)) return false
  if (!supervises(event) && (!byOwner(asked) || context.transfer)) return false
  return event.slot === undefined
    ? event.availability.freeSlots.length > 0
    : event.availability.freeSlots.includes(event.slot)
}

export const hasNotDeclined = ({ context, event }: GuardArgs) =>
  event.type === 'DECLINE' && !context.declinedBy.includes(event.by)
export const isOfferedToAsker = ({ context, event }: GuardArgs) =>
  context.offeredTo.includes(asker(event) ?? '')
export const isOfferedToAllAndNotDeclined = (asked: GuardArgs) =>
  asked.context.offeredToAll && hasNotDeclined(asked)

/** The offer is to all, and all are others than before. */
export const offerChanges = (asked: GuardArgs) => {
  const now = agentsToOffer(asked.context, asked.event.availability)
  const { offeredTo, offeredToAll } = asked.context
  return (
    offeredToAll && (now.length !== offeredTo.length || now.some((agentId) => !offeredTo.includes(agentId)))
  )
}

export const isOwnersLeg = ({ context, event }: GuardArgs) =>
  event.type === 'LEG_CONNECTED'
    ? event.agentId !== null && event.agentId === context.agentId && event.legSid !== context.legSid
    : event.type === 'LEG_ENDED' && event.legSid === context.legSid
export const isTargetsLeg = ({ context, event }: GuardArgs) =>
  event.type === 'LEG_CONNECTED'
    ? event.agentId !== null &&
      event.agentId === transferTarget(context) &&
      event.legSid !== context.targetLegSid
    : event.type === 'LEG_ENDED' && event.legSid === context.targetLegSid
export const isOutsideLeg = ({ context, event }: GuardArgs) =>
  event.type === 'LEG_CONNECTED'
    ? event.agentId === null &&
      context.transfer?.to.startsWith('+') === true &&
      isLegOfTransfer(context, event)
    : event.type === 'LEG_ENDED' && event.outside && isLegOfTransfer(context, event)
export const awaitsOutsideLeg = ({ context, event }: GuardArgs) =>
  event.type === 'LEG_DIALLED' &&
  context.transfer?.to.startsWith('+') === true &&
  context.outsideLegSid === null &&
  isLegOfTransfer(context, event)

/** Known by its sid, or, while we have none, by the transfer that it was dialled for. */
const isLegOfTransfer = (context: CallContext, leg: { legSid: string; transferAt?: number | undefined }) =>
  context.outsideLegSid === null
    ? leg.transferAt === undefined || leg.transferAt === context.transfer?.at
    : leg.legSid === context.outsideLegSid
export const isConsultOutsideLeg = (asked: GuardArgs) => isOutsideLeg(asked) && isConsult(asked)

/** The console was reloaded while the leg was up: its agent is there again already. */
export const isLostButBack = (asked: GuardArgs) =>
  isOwnersLeg(asked) &&
  asked.event.type === 'LEG_ENDED' &&
  asked.event.consoleSince !== null &&
  asked.context.legAt !== null &&
  asked.event.consoleSince > asked.context.legAt
export const isOwnersAndConsult = (asked: GuardArgs) => isOwnersLeg(asked) && isConsult(asked)

export const isConsult = ({ context }: GuardArgs) => context.transfer?.kind === 'consult'
export const isTargetOfConsult = (asked: GuardArgs) => byTarget(asked) && isConsult(asked)
export const isSenderOfConsult = (asked: GuardArgs) => bySender(asked) && isConsult(asked)
export const isSenderWithLeg = (asked: GuardArgs) => isSenderOfConsult(asked) && asked.context.legSid !== null
export const isOwnerWithLeg = (asked: GuardArgs) => byOwner(asked) && asked.context.legSid !== null
export const mayTransfer = (asked: GuardArgs) => {
  const { event, context } = asked
  if (event.type !== 'TRANSFER' || !byOwner(asked)) return false
  if (event.kind === 'consult' && context.legSid === null) return false
  const target = event.to.startsWith('agent:') ? event.to.slice('agent:'.length) : null
  if (target === null) return true
  return (
    target !== event.by && target !== callingAgent(context) && event.availability.freeAgents.includes(target)
  )
}

export const isOver = ({ context }: GuardArgs) => context.endedAt !== null
export const isDialled = ({ context }: GuardArgs) => context.agentId !== null
export const isInternal = ({ context }: GuardArgs) => context.direction === 'internal'
export const ownersLegIsThere = ({ context }: GuardArgs) => context.legSid !== null
export const ownersLegIsMissing = ({ context }: GuardArgs) => context.legSid === null
export const isAdopted = ({ context }: GuardArgs) => context.parked !== null
export const isTurnedAway = ({ context }: GuardArgs) => context.closed === 'hangup'
/** Nobody is signed in, or the office is closed. */
export const reachesNobody = ({ context }: GuardArgs) => context.voicemailAt !== null

/** A consultation whose target never came, when the time to join is up. */
export const targetIsMissing = ({ context }: GuardArgs) =>
  context.targetLegSid === null && context.outsideLegSid === null
export const endsConsultation = (asked: GuardArgs) =>
  asked.event.type === 'COMPLETE' ? bySender(asked) : isOwnersLeg(asked)
export const endsConsultationWithOutside = (asked: GuardArgs) =>
  endsConsultation(asked) && asked.context.outsideLegSid !== null
export const endsConsultationWithTargetThere = (asked: GuardArgs) =>
  endsConsultation(asked) && asked.context.targetLegSid !== null

export const wasTakenFromLot = ({ context }: GuardArgs) => context.takenFrom === 'lot'
export const wasTakenFromTransfer = ({ context }: GuardArgs) => context.takenFrom === 'transfer'
export const wasDialled = ({ context }: GuardArgs) => context.takenFrom === 'dial'
export const wasCalledByColleague = ({ context }: GuardArgs) => context.takenFrom === 'colleague'
export const wasTakenFromHold = ({ context }: GuardArgs) => context.takenFrom === 'hold'
export const waitsForAgent = ({ context, event }: GuardArgs) =>
  event.type === 'AGENT_BACK' && event.agentId === context.lostBy
/** With a leg, it is the leg's end that says so; without one, nothing else would. */
export const isGoneOwnerWithoutLeg = ({ context, event }: GuardArgs) =>
  event.type === 'AGENT_GONE' && event.agentId === context.agentId && context.legSid === null
/** A recording of no length is no message. */
export const leavesMessage = ({ event }: GuardArgs) => event.type === 'RECORDED' && event.seconds !== 0
export const leftMessageAfterAll = (asked: GuardArgs) =>
  asked.context.outcome === 'missed' && leavesMessage(asked)
export const hasMessage = ({ context }: GuardArgs) => context.message !== null
export const isUnheard = ({ context }: GuardArgs) =>
  context.message !== null && context.message.heard === null
export const mayRemoveMessage = (asked: GuardArgs) => hasMessage(asked) && supervises(asked.event)
export const isGreetingDue = ({ context }: GuardArgs) => context.greeting === 'due'
export const leavesOutside = (asked: GuardArgs) => asked.event.type === 'LEG_ENDED' && isOutsideLeg(asked)
