import { type CallContext, callingAgent, isUnanswered, takers, transferTarget } from './context.ts'
import type { CallEvent } from './events.ts'

interface Asked {
  context: CallContext
  event: CallEvent
}

const asker = (event: CallEvent) => ('by' in event ? event.by : null)
const supervises = (event: CallEvent) =>
  'role' in event && (event.role === 'supervisor' || event.role === 'admin')

export const isLive = ({ context }: Asked) => context.endedAt === null
export const byOwner = ({ context, event }: Asked) =>
  context.agentId !== null && asker(event) === context.agentId
export const bySender = ({ context, event }: Asked) => asker(event) === context.transfer?.from
export const byTarget = ({ context, event }: Asked) =>
  asker(event) !== null && asker(event) === transferTarget(context)

/** The one who called, from a browser of ours, cannot also take the call. */
export const isNotCaller = ({ context, event }: Asked) =>
  asker(event) === null || asker(event) !== callingAgent(context)
const byCaller = (asked: Asked) => asker(asked.event) !== null && !isNotCaller(asked)

/** Its owner, who is transferring it or made it, a supervisor; and anybody removes what waits in the lot. */
export const mayHangUp = (asked: Asked) =>
  isLive(asked) &&
  (byOwner(asked) ||
    bySender(asked) ||
    byCaller(asked) ||
    supervises(asked.event) ||
    asked.context.parked !== null)

/** The owner once there is somebody to park, a supervisor too; the slot must be free, and there must be one. */
export const mayPark = (asked: Asked) => {
  const { context, event } = asked
  if (event.type !== 'PARK' || !isLive(asked) || context.parked || context.outsideNumber) return false
  if (isUnanswered(context)) return false
  if (!supervises(event) && (!byOwner(asked) || context.transfer)) return false
  return event.slot === undefined
    ? event.desk.freeSlots.length > 0
    : event.desk.freeSlots.includes(event.slot)
}

export const hasNotDeclined = ({ context, event }: Asked) =>
  event.type === 'DECLINE' && !context.declinedBy.includes(event.by)
export const isOfferedToAsker = ({ context, event }: Asked) => context.offeredTo.includes(asker(event) ?? '')
export const isOfferedToAllAndNotDeclined = (asked: Asked) =>
  asked.context.offeredToAll && hasNotDeclined(asked)

/** The offer is to all, and all are others than before. */
export const offerChanges = (asked: Asked) => {
  const now = takers(asked.context, asked.event.desk)
  const { offeredTo, offeredToAll } = asked.context
  return (
    offeredToAll && (now.length !== offeredTo.length || now.some((agentId) => !offeredTo.includes(agentId)))
  )
}

export const isOwnersLeg = ({ context, event }: Asked) =>
  event.type === 'LEG_CONNECTED'
    ? event.agentId !== null && event.agentId === context.agentId && event.legSid !== context.legSid
    : event.type === 'LEG_ENDED' && event.legSid === context.legSid
export const isTargetsLeg = ({ context, event }: Asked) =>
  event.type === 'LEG_CONNECTED'
    ? event.agentId !== null &&
      event.agentId === transferTarget(context) &&
      event.legSid !== context.targetLegSid
    : event.type === 'LEG_ENDED' && event.legSid === context.targetLegSid
export const isOutsideLeg = ({ context, event }: Asked) =>
  event.type === 'LEG_CONNECTED'
    ? event.agentId === null &&
      context.transfer?.to.startsWith('+') === true &&
      isLegOfTransfer(context, event)
    : event.type === 'LEG_ENDED' && event.outside && isLegOfTransfer(context, event)
export const awaitsOutsideLeg = ({ context, event }: Asked) =>
  event.type === 'LEG_DIALLED' &&
  context.transfer?.to.startsWith('+') === true &&
  context.outsideLegSid === null &&
  isLegOfTransfer(context, event)

/** Known by its sid, or, while we have none, by the transfer that it was dialled for. */
const isLegOfTransfer = (context: CallContext, leg: { legSid: string; transferAt?: number | undefined }) =>
  context.outsideLegSid === null
    ? leg.transferAt === undefined || leg.transferAt === context.transfer?.at
    : leg.legSid === context.outsideLegSid
export const isConsultOutsideLeg = (asked: Asked) => isOutsideLeg(asked) && isConsult(asked)

/** The console was reloaded while the leg was up: its agent is there again already. */
export const isLostButBack = (asked: Asked) =>
  isOwnersLeg(asked) &&
  asked.event.type === 'LEG_ENDED' &&
  asked.event.consoleSince !== null &&
  asked.context.legAt !== null &&
  asked.event.consoleSince > asked.context.legAt
export const isOwnersAndConsult = (asked: Asked) => isOwnersLeg(asked) && isConsult(asked)

export const isConsult = ({ context }: Asked) => context.transfer?.kind === 'consult'
export const isTargetOfConsult = (asked: Asked) => byTarget(asked) && isConsult(asked)
export const isSenderOfConsult = (asked: Asked) => bySender(asked) && isConsult(asked)
export const isSenderWithLeg = (asked: Asked) => isSenderOfConsult(asked) && asked.context.legSid !== null
export const isOwnerWithLeg = (asked: Asked) => byOwner(asked) && asked.context.legSid !== null
export const mayTransfer = (asked: Asked) => {
  const { event, context } = asked
  if (event.type !== 'TRANSFER' || !byOwner(asked)) return false
  if (event.kind === 'consult' && context.legSid === null) return false
  const target = event.to.startsWith('agent:') ? event.to.slice('agent:'.length) : null
  if (target === null) return true
  return target !== event.by && target !== callingAgent(context) && event.desk.offerable.includes(target)
}

export const isOver = ({ context }: Asked) => context.endedAt !== null
export const isDialled = ({ context }: Asked) => context.agentId !== null
export const isInternal = ({ context }: Asked) => context.direction === 'internal'
export const ownersLegIsThere = ({ context }: Asked) => context.legSid !== null
export const ownersLegIsMissing = ({ context }: Asked) => context.legSid === null
export const isAdopted = ({ context }: Asked) => context.parked !== null
export const isTurnedAway = ({ context }: Asked) => context.closed === 'hangup'
/** Nobody is signed in, or the office is closed. */
export const reachesNobody = ({ context }: Asked) => context.voicemailAt !== null

/** A consultation whose target never came, when the time to join is up. */
export const targetIsMissing = ({ context }: Asked) =>
  context.targetLegSid === null && context.outsideLegSid === null
export const endsConsultation = (asked: Asked) =>
  asked.event.type === 'COMPLETE' ? bySender(asked) : isOwnersLeg(asked)
export const endsConsultationWithOutside = (asked: Asked) =>
  endsConsultation(asked) && asked.context.outsideLegSid !== null
export const endsConsultationWithTargetThere = (asked: Asked) =>
  endsConsultation(asked) && asked.context.targetLegSid !== null

export const wasTakenFromLot = ({ context }: Asked) => context.takenFrom === 'lot'
export const wasTakenFromTransfer = ({ context }: Asked) => context.takenFrom === 'transfer'
export const wasDialled = ({ context }: Asked) => context.takenFrom === 'dial'
export const wasCalledByColleague = ({ context }: Asked) => context.takenFrom === 'colleague'
export const wasTakenFromHold = ({ context }: Asked) => context.takenFrom === 'hold'
export const waitsForAgent = ({ context, event }: Asked) =>
  event.type === 'AGENT_BACK' && event.agentId === context.lostBy
/** With a leg, it is the leg's end that says so; without one, nothing else would. */
export const isGoneOwnerWithoutLeg = ({ context, event }: Asked) =>
  event.type === 'AGENT_GONE' && event.agentId === context.agentId && context.legSid === null
/** A recording of no length is no message. */
export const leavesMessage = ({ event }: Asked) => event.type === 'RECORDED' && event.seconds !== 0
export const leftMessageAfterAll = (asked: Asked) =>
  asked.context.outcome === 'missed' && leavesMessage(asked)
export const hasMessage = ({ context }: Asked) => context.message !== null
export const isUnheard = ({ context }: Asked) => context.message !== null && context.message.heard === null
export const mayRemoveMessage = (asked: Asked) => hasMessage(asked) && supervises(asked.event)
export const isGreetingDue = ({ context }: Asked) => context.greeting === 'due'
export const leavesOutside = (asked: Asked) => asked.event.type === 'LEG_ENDED' && isOutsideLeg(asked)
