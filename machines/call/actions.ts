import { assertEvent, assign } from 'xstate'
import {
  agentsToOffer,
  type CallContext,
  callingAgent,
  type Outcome,
  type Parked,
  transferTarget,
} from './context.ts'
import type { CallEvent } from './events.ts'

interface AssignArgs {
  context: CallContext
  event: CallEvent
}

const change = (with_: (change: AssignArgs) => Partial<CallContext>) =>
  assign<CallContext, CallEvent, undefined, CallEvent, never>(with_)

const nobodys = { agentId: null, legSid: null, legAt: null, heldAt: null }
const notOffered = { offeredTo: [], offeredToAll: false }

/** A call that we park ourselves takes its old slot, else the lowest free one, else none. */
function slotFor({ context, event }: AssignArgs): number | null {
  const free = event.availability.freeSlots
  const old = context.lastPark?.slot ?? null
  return old !== null && free.includes(old) ? old : (free[0] ?? null)
}

function intoLot(
  { context, event }: AssignArgs,
  parked: Pick<Parked, 'slot' | 'by' | 'note'>,
): Partial<CallContext> {
  return {
    ...nobodys,
    ...notOffered,
    targetLegSid: null,
    outsideLegSid: null,
    transfer: null,
    lostBy: null,
    declinedBy: [],
    parked: { ...parked, at: event.at, returnsAt: event.at + context.limits.parkMs },
    lastPark: parked,
  }
}

/** Comes back to one agent, or to all when nobody is named. */
function comesBackTo(
  { context, event }: AssignArgs,
  to: string | null,
  parked: Parked,
): Partial<CallContext> {
  const agentId = to === callingAgent(context) ? null : to
  return {
    parked: { ...parked, returnsAt: agentId === null ? null : event.at + context.limits.returnMs },
    offeredTo: agentId === null ? agentsToOffer(context, event.availability) : [agentId],
    offeredToAll: agentId === null,
    lostBy: null,
  }
}

function parkAndReturnTo(it: AssignArgs, by: string | null): Partial<CallContext> {
  const parked = { slot: slotFor(it), by, note: null }
  return { ...intoLot(it, parked), ...comesBackTo(it, by, { ...parked, at: it.event.at, returnsAt: null }) }
}

const outcomeOf = (context: CallContext): Outcome =>
  context.answeredAt !== null ? 'answered' : context.voicemailAt !== null ? 'missed' : 'abandoned'

const over = ({ event }: AssignArgs, outcome: Outcome): Partial<CallContext> => ({
  ...notOffered,
  legSid: null,
  targetLegSid: null,
  outsideLegSid: null,
  parked: null,
  transfer: null,
  heldAt: null,
  lostBy: null,
  endedAt: event.at,
  outcome,
})

const talksWith = (agentId: string | null, legSid: string | null, { context, event }: AssignArgs) => ({
  ...notOffered,
  agentId,
  legSid,
  legAt: legSid === null ? null : event.at,
  targetLegSid: null,
  heldAt: null,
  transfer: null,
  answeredAt: context.answeredAt ?? (legSid === null ? null : event.at),
})

const taken = (change: AssignArgs, takenFrom: CallContext['takenFrom']): Partial<CallContext> => {
  assertEvent(change.event, ['CLAIM', 'UNPARK'])
  const greeting = change.context.greeting && ('done' as const)
  return { ...talksWith(change.event.by, null, change), parked: null, lostBy: null, greeting, takenFrom }
}

/** Should the target never join, the call goes back to who sent it. */
const sentBy = (context: CallContext) => ({
  slot: context.lastPark?.slot ?? null,
  by: context.transfer?.from ?? null,
  note: null,
})

const isTechnical = ({ event }: AssignArgs) =>
  'status' in event && (event.status === 'failed' || event.status === 'gone')

export const actions = {
  takeFromRinging: change((it) => taken(it, 'ringing')),
  takeFromColleague: change((it) => taken(it, 'colleague')),
  takeFromLot: change((it) => taken(it, 'lot')),
  takeFromTransfer: change((it) => ({
    ...taken(it, 'transfer'),
    lastPark: sentBy(it.context),
  })),
  backToOwnerWithoutLeg: change((it) => ({
    ...talksWith(it.context.agentId ?? it.context.transfer?.from ?? null, null, it),
    outsideLegSid: null,
    takenFrom: 'hold',
  })),
  silenceForDecliner: change(({ context, event }) => {
    assertEvent(event, 'DECLINE')
    return {
      declinedBy: [...context.declinedBy, event.by],
      offeredTo: context.offeredTo.filter((agentId) => agentId !== event.by),
    }
  }),
  offerToAll: change((it) => ({
    offeredTo: agentsToOffer(it.context, it.event.availability),
    offeredToAll: true,
  })),
  ringAgain: change((it) => ({
    ...nobodys,
    offeredTo: agentsToOffer(it.context, it.event.availability),
    offeredToAll: true,
  })),

  connectLeg: change(({ context, event }) => {
    assertEvent(event, 'LEG_CONNECTED')
    return { legSid: event.legSid, legAt: event.at, answeredAt: context.answeredAt ?? event.at }
  }),
  /** Whoever waits for a number to answer has not talked to anybody yet. */
  noteOwnersLeg: change(({ event }) => {
    assertEvent(event, 'LEG_CONNECTED')
    return { legSid: event.legSid, legAt: event.at }
  }),
  noteAnswered: change(({ event }) => ({ answeredAt: event.at })),
  connectTargetLeg: change(({ event }) => {
    assertEvent(event, 'LEG_CONNECTED')
    return { targetLegSid: event.legSid }
  }),
  noteOutsideLeg: change(({ event }) => {
    assertEvent(event, ['LEG_CONNECTED', 'LEG_DIALLED'])
    return { outsideLegSid: event.legSid }
  }),
  releaseLeg: change(() => ({ legSid: null, legAt: null })),

  hold: change(({ event }) => ({ heldAt: event.at })),
  resume: change(() => ({ heldAt: null })),

  park: change((it) => {
    assertEvent(it.event, 'PARK')
    const slot = it.event.slot ?? it.event.availability.freeSlots[0] ?? null
    return intoLot(it, { slot, by: it.event.by, note: it.event.note || null })
  }),
  parkForLostAgent: change((it) => ({
    ...intoLot(it, { slot: slotFor(it), by: it.context.agentId, note: null }),
    lostBy: it.context.agentId,
  })),
  parkAgain: change((it) =>
    intoLot(it, {
      slot: slotFor(it),
      by: it.context.lastPark?.by ?? null,
      note: it.context.lastPark?.note ?? null,
    }),
  ),
  returnToLostAgent: change((it) => parkAndReturnTo(it, it.context.agentId)),
  returnToSender: change((it) =>
    parkAndReturnTo(it, it.context.transfer?.from ?? it.context.lastPark?.by ?? null),
  ),
  returnToParker: change((it) =>
    it.context.parked ? comesBackTo(it, it.context.parked.by, it.context.parked) : {},
  ),
  returnToAll: change((it) => (it.context.parked ? comesBackTo(it, null, it.context.parked) : {})),

  offerTransfer: change(({ event }) => {
    assertEvent(event, 'TRANSFER')
    const { by, to, kind, at } = event
    return {
      ...(kind === 'blind' ? nobodys : { heldAt: null }),
      transfer: { from: by, to, kind, at },
      offeredTo: to.startsWith('agent:') ? [to.slice('agent:'.length)] : [],
      offeredToAll: false,
      outsideNumber: to.startsWith('+') ? to : null,
    }
  }),
  /** The sender is gone before the target answered: what was a consultation goes on as a blind transfer. */
  leaveToTarget: change(({ context }) => ({
    ...nobodys,
    transfer: context.transfer && { ...context.transfer, kind: 'blind' },
  })),
  startConsultation: change(() => notOffered),
  backToSender: change((it) => ({
    ...talksWith(it.context.agentId, it.context.legSid, it),
    outsideNumber: null,
    outsideLegSid: null,
  })),
  handToTarget: change((it) => ({
    ...talksWith(transferTarget(it.context), it.context.targetLegSid, it),
    takenFrom: 'transfer',
    lastPark: sentBy(it.context),
  })),
  handToOutside: change(() => ({ ...nobodys, ...notOffered, transfer: null })),
  forgetOutside: change(() => ({ outsideNumber: null, outsideLegSid: null })),

  reachVoicemail: change(({ context, event }) => ({
    ...notOffered,
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

  endByCaller: change((it) => {
    assertEvent(it.event, ['CALLER_ENDED', 'FOUND_GONE'])
    return over(it, isTechnical(it) && it.context.answeredAt === null ? 'failed' : outcomeOf(it.context))
  }),
  endByAgent: change((it) => over(it, it.context.parked ? 'removed' : outcomeOf(it.context))),
  endUnanswered: change((it) => over(it, isTechnical(it) ? 'failed' : 'missed')),
  endUnreached: change((it) => over(it, 'failed')),
  endAnswered: change((it) => over(it, 'answered')),
  endRecorded: change((it) => over(it, 'voicemail')),
  endUnrecorded: change((it) => over(it, outcomeOf(it.context))),
}
