import { assertEvent } from 'xstate'
import {
  change,
  ended,
  isFailure,
  noOffer,
  noOwner,
  offeredToAll,
  outcomeOf,
  ownedBy,
  parkedAndReturnedTo,
  parkedAs,
  parkOfSender,
  returnedTo,
  slotFor,
  taken,
} from './changes.ts'
import { agentIdIn, transferTarget } from './context.ts'

export const actions = {
  takeFromRinging: change((args) => taken(args, 'ringing')),
  takeFromColleague: change((args) => taken(args, 'colleague')),
  takeFromLot: change((args) => taken(args, 'lot')),
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

  declineOffer: change(({ context, event }) => {
    assertEvent(event, 'DECLINE')
    return {
      declinedBy: [...context.declinedBy, event.by],
      offeredTo: context.offeredTo.filter((agentId) => agentId !== event.by),
    }
  }),
  offerToAll: change(offeredToAll),
  offerToAllAgain: change((args) => ({ ...noOwner, ...offeredToAll(args) })),

  connectOwnersLeg: change(({ context, event }) => {
    assertEvent(event, 'LEG_CONNECTED')
    return { legSid: event.legSid, legAt: event.at, answeredAt: context.answeredAt ?? event.at }
  }),
  /** The called number has not answered yet, so `answeredAt` stays empty. */
  noteOwnersLeg: change(({ event }) => {
    assertEvent(event, 'LEG_CONNECTED')
    return { legSid: event.legSid, legAt: event.at }
  }),
  noteAnswered: change(({ event }) => ({ answeredAt: event.at })),
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
    const { slot, by, note, availability } = args.event
    return parkedAs(args, { slot: slot ?? availability.freeSlots[0] ?? null, by, note: note || null })
  }),
  parkForLostAgent: change((args) => ({
    ...parkedAs(args, { slot: slotFor(args), by: args.context.agentId, note: null }),
    lostBy: args.context.agentId,
  })),
  parkAgain: change((args) => {
    const { by = null, note = null } = args.context.lastPark ?? {}
    return parkedAs(args, { slot: slotFor(args), by, note })
  }),
  returnToOwner: change((args) => parkedAndReturnedTo(args, args.context.agentId)),
  returnToSender: change((args) => {
    const { transfer, lastPark } = args.context
    return parkedAndReturnedTo(args, transfer?.from ?? lastPark?.by ?? null)
  }),
  returnToParker: change((args) => {
    const { parked } = args.context
    return parked ? returnedTo(args, parked.by, parked) : {}
  }),
  returnToAll: change((args) => {
    const { parked } = args.context
    return parked ? returnedTo(args, null, parked) : {}
  }),

  offerTransfer: change(({ event }) => {
    assertEvent(event, 'TRANSFER')
    const { by, to, kind, at } = event
    const target = agentIdIn(to)
    return {
      ...(kind === 'blind' ? noOwner : { heldAt: null }),
      transfer: { from: by, to, kind, at },
      offeredTo: target === null ? [] : [target],
      offeredToAll: false,
      outsideNumber: target === null ? to : null,
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
    outsideNumber: null,
    outsideLegSid: null,
  })),
  completeToTarget: change((args) => ({
    ...ownedBy(transferTarget(args.context), args.context.targetLegSid, args),
    takenFrom: 'transfer',
    lastPark: parkOfSender(args.context),
  })),
  completeToOutsideNumber: change(() => ({ ...noOwner, ...noOffer, transfer: null })),
  forgetOutsideNumber: change(() => ({ outsideNumber: null, outsideLegSid: null })),

  sendToVoicemail: change(({ context, event }) => ({
    ...noOffer,
    voicemailAt: context.voicemailAt ?? event.at,
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
  noteGreeted: change(() => ({ greeting: 'done' })),

  endByCaller: change((args) => {
    assertEvent(args.event, ['CALLER_ENDED', 'FOUND_GONE'])
    const { context } = args
    return ended(args, isFailure(args) && context.answeredAt === null ? 'failed' : outcomeOf(context))
  }),
  endByAgent: change((args) => ended(args, args.context.parked ? 'removed' : outcomeOf(args.context))),
  endUnanswered: change((args) => ended(args, isFailure(args) ? 'failed' : 'missed')),
  endFailed: change((args) => ended(args, 'failed')),
  endAnswered: change((args) => ended(args, 'answered')),
  endWithMessage: change((args) => ended(args, 'voicemail')),
  endWithoutMessage: change((args) => ended(args, outcomeOf(args.context))),
}
