import { assertEvent } from 'xstate'
import {
  change,
  ended,
  isFailure,
  newlyParked,
  noOffer,
  noOutside,
  noOwner,
  offeredAloneTo,
  offeredTo,
  offeredToAll,
  orderOf,
  outcomeOf,
  ownedBy,
  parkedAs,
  parkOfSender,
  returnedTo,
  returnedToAll,
  returnedToLostAgent,
  returnedToOne,
  slotFor,
  taken,
  talkedBy,
} from './changes.ts'
import { agentIdIn, elseNumberOf, limitOf, transferTarget } from './context.ts'
import { withoutPerson } from './erasure.ts'
import { isNotByCaller } from './guards.ts'
import { recordingActions } from './recording.ts'
import { supervisionActions } from './supervision.ts'

export const actions = {
  ...supervisionActions,
  ...recordingActions,
  takeFromRinging: change((args) => taken(args, 'ringing')),
  takeFromColleague: change((args) => taken(args, 'colleague')),
  takeFromLot: change((args) => taken(args, 'lot')),
  /** A caller who had talked with somebody came from the lot. */
  takeFromVoicemail: change((args) => taken(args, args.context.answeredAt === null ? 'ringing' : 'lot')),
  takeFromTransfer: change((args) => ({
    ...taken(args, 'transfer'),
    lastPark: parkOfSender(args.context),
  })),
  /** The owner, or the sender of a blind transfer, has no leg: the console connects again. */
  reconnectOwner: change((args) => ({
    ...ownedBy(args.context.agentId ?? args.context.transfer?.from ?? null, null, args),
    outsideLegSid: null,
    takenFrom: 'hold',
  })),

  declineOffer: change((args) => {
    const { context, event } = args
    assertEvent(event, 'DECLINE')
    const others = context.offeredTo.filter((agentId) => agentId !== event.by)
    return { ...offeredTo(args, others), declinedBy: [...context.declinedBy, event.by] }
  }),
  /** Of those who are offered the call. An acknowledgement that is late says nothing. */
  noteRinging: change(({ context, event }) => {
    assertEvent(event, 'RINGING')
    const ringing = [...context.ringingAt, ...event.agentIds]
    return { ringingAt: context.offeredTo.filter((agentId) => ringing.includes(agentId)), unheardAt: null }
  }),
  offerToTheUnreachable: change((args) => {
    const unheard = { ...args.context, unheardAt: args.event.at }
    return { ...offeredToAll({ ...args, context: unheard }), unheardAt: args.event.at }
  }),
  offerToAll: change(offeredToAll),
  offerToAllAgain: change((args) => ({ ...noOwner, ...offeredToAll(args) })),

  connectOwnersLeg: change(({ context, event }) => {
    assertEvent(event, 'LEG_CONNECTED')
    const talks = talkedBy(context, context.agentId)
    return { legSid: event.legSid, legAt: event.at, answeredAt: context.answeredAt ?? event.at, ...talks }
  }),
  /** The called number has not answered yet, so `answeredAt` stays empty. */
  noteOwnersLeg: change(({ event }) => {
    assertEvent(event, 'LEG_CONNECTED')
    return { legSid: event.legSid, legAt: event.at }
  }),
  noteAnswered: change(({ context, event }) => ({
    answeredAt: event.at,
    ...talkedBy(context, context.agentId),
  })),
  connectTargetsLeg: change(({ event }) => {
    assertEvent(event, 'LEG_CONNECTED')
    return { targetLegSid: event.legSid }
  }),
  noteOutsideLeg: change(({ event }) => {
    assertEvent(event, ['LEG_CONNECTED', 'LEG_DIALLED'])
    return { outsideLegSid: event.legSid }
  }),
  releaseOwnersLeg: change(() => ({ legSid: null, legAt: null })),

  hold: change(({ event }) => ({ heldAt: event.at })),
  resume: change(() => ({ heldAt: null })),

  park: change((args) => {
    assertEvent(args.event, 'PARK')
    const { slot = args.event.availability.freeSlots[0] } = args.event
    return parkedAs(args, orderOf({ ...args.event, slot }))
  }),
  parkForLostAgent: change((args) => ({
    ...parkedAs(args, orderOf({ slot: slotFor(args), by: args.context.agentId })),
    lostBy: args.context.agentId,
  })),
  parkAgain: change((args) =>
    parkedAs(args, orderOf({ ...(args.context.lastPark ?? {}), slot: slotFor(args) })),
  ),
  returnToOwner: change((args) => {
    const { agentId } = args.context
    if (agentId === null) return {}
    const parked = newlyParked(args, agentId)
    return { ...parkedAs(args, parked), ...returnedToLostAgent(args, agentId, parked) }
  }),
  returnToSender: change((args) => {
    const { transfer, lastPark } = args.context
    const by = transfer?.from ?? lastPark?.by ?? null
    const parked = newlyParked(args, by)
    return { ...parkedAs(args, parked), ...returnedTo(args, by, parked) }
  }),
  returnToLostAgent: change((args) => {
    const { parked, lostBy } = args.context
    return parked && lostBy !== null ? returnedToLostAgent(args, lostBy, parked) : {}
  }),
  returnToOne: change((args) => {
    const { parked } = args.context
    const agentId = parked?.for ?? parked?.by ?? null
    return parked && agentId !== null ? returnedToOne(args, agentId, parked) : {}
  }),
  forgetWhoDeclined: change(() => ({ declinedBy: [] })),
  returnToAll: change((args) => {
    const { parked } = args.context
    return parked ? returnedToAll(args, parked) : {}
  }),
  returnToElse: change((args) => {
    const { parked } = args.context
    const agentId = agentIdIn(parked?.elseTo)
    return parked && agentId !== null ? returnedToOne(args, agentId, { ...parked, elseTo: null }) : {}
  }),
  /** The call stays in its slot while the number rings. */
  dialElse: change(({ context, event }) => {
    const { parked } = context
    const party = elseNumberOf(parked)
    if (!parked || parked.by === null || party === null) return {}
    return {
      ...noOffer,
      parked: { ...parked, elseTo: null, returnsAt: event.at + limitOf(context, 'transferMs') },
      transfer: { from: parked.by, to: party.number, kind: 'blind', at: event.at },
      outsideNumber: party.number,
      outsideExtension: party.extension,
    }
  }),
  endElseDial: change(() => ({ ...noOutside, transfer: null })),
  forgetElse: change(({ context: { parked } }) => ({ parked: parked && { ...parked, elseTo: null } })),

  offerTransfer: change((args) => {
    const { event } = args
    assertEvent(event, 'TRANSFER')
    const { by, to, kind, at } = event
    const target = agentIdIn(to)
    return {
      ...(kind === 'blind' ? noOwner : { heldAt: null }),
      transfer: { from: by, to, kind, at },
      ...offeredAloneTo(args, target),
      outsideNumber: target === null ? to : null,
      outsideExtension: target === null ? (event.extension ?? null) : null,
    }
  }),
  /** The sender leaves before the target has taken the call. */
  makeTransferBlind: change(({ context }) => ({
    ...noOwner,
    transfer: context.transfer && { ...context.transfer, kind: 'blind' },
  })),
  startConsultation: change(() => noOffer),
  cancelConsultation: change((args) => ({
    ...ownedBy(args.context.agentId, args.context.legSid, args),
    ...noOutside,
  })),
  /** The colleague talks with the caller from now on; a number is nobody of ours. */
  noteMerged: change(({ context }) => talkedBy(context, transferTarget(context))),
  completeToTarget: change((args) => ({
    ...ownedBy(transferTarget(args.context), args.context.targetLegSid, args),
    ...talkedBy(args.context, transferTarget(args.context)),
    takenFrom: 'transfer',
    lastPark: parkOfSender(args.context),
  })),
  completeToOutsideNumber: change(() => ({
    ...noOwner,
    ...noOffer,
    transfer: null,
    parked: null,
    supervision: null,
  })),
  forgetOutsideNumber: change(() => noOutside),

  sendToVoicemail: change(({ event }) => ({
    ...noOffer,
    parked: null,
    lostBy: null,
    supervision: null,
    voicemailAt: event.at,
  })),
  keepMessage: change(({ event }) => {
    assertEvent(event, 'RECORDED')
    const { recordingSid, seconds, at } = event
    return { message: { recordingSid, seconds, at, heard: null }, outcome: 'voicemail' }
  }),
  noteHeard: change(({ context, event }) => {
    assertEvent(event, 'HEARD')
    return { message: context.message && { ...context.message, heard: { by: event.by, at: event.at } } }
  }),
  removeMessage: change(() => ({ message: null })),
  /** Two notes within one millisecond are two: the time tells them apart. */
  noteWrapUp: change(({ context, event }) => {
    assertEvent(event, 'WRAP_UP')
    const { note, tags, by } = event
    return { wrapUp: { note, tags, by, at: Math.max(event.at, (context.wrapUp?.at ?? 0) + 1) } }
  }),
  noteConfirmed: change(({ event }) => {
    assertEvent(event, 'CONFIRM_CALLER')
    return { confirmedBy: event.by }
  }),
  /** Nothing that the call decides depends on it. */
  keepOnTimeline: change(() => ({})),
  erasePerson: change(({ context, event }) => {
    assertEvent(event, 'ERASE')
    return withoutPerson(context, event.numbers)
  }),
  noteGreeted: change(() => ({ greeting: 'done' })),

  endByCaller: change((args) => {
    assertEvent(args.event, ['CALLER_ENDED', 'FOUND_GONE'])
    const { context } = args
    return ended(args, isFailure(args) && context.answeredAt === null ? 'failed' : outcomeOf(context))
  }),
  /** An agent who made the call and hangs up while parked is not removed by anybody. */
  endByAgent: change((args) =>
    ended(args, args.context.parked && isNotByCaller(args) ? 'removed' : outcomeOf(args.context)),
  ),
  endUnanswered: change((args) => ended(args, isFailure(args) ? 'failed' : 'missed')),
  endFailed: change((args) => ended(args, 'failed')),
  endAnswered: change((args) => ended(args, 'answered')),
  endWithMessage: change((args) => ended(args, 'voicemail')),
  endWithoutMessage: change((args) => ended(args, outcomeOf(args.context))),
}
