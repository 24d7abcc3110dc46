import { assertEvent, assign } from 'xstate'
import {
  agentsToOffer,
  type CallContext,
  callingAgent,
  canTakeCall,
  limitOf,
  type Outcome,
  type Parked,
  type ParkOrder,
} from './context.ts'
import type { CallEvent } from './events.ts'

/** The changes of the context that several actions share. */
export interface ActionArgs {
  context: CallContext
  event: CallEvent
}

type Change = Partial<CallContext>

export const change = (changeOf: (args: ActionArgs) => Change) =>
  assign<CallContext, CallEvent, undefined, CallEvent, never>(changeOf)

export const noOwner = { agentId: null, legSid: null, legAt: null, heldAt: null }
export const noOutside = { outsideNumber: null, outsideExtension: null, outsideLegSid: null }
export const noOffer = { offeredTo: [], offeredToAll: false, ringingAt: [], offeredAt: null, unheardAt: null }

/** Who has acknowledged the ring and is still offered the call goes on ringing. */
export const offeredTo = ({ context, event }: ActionArgs, agents: readonly string[]) => ({
  offeredTo: [...agents],
  ringingAt: context.ringingAt.filter((agentId) => agents.includes(agentId)),
  offeredAt: event.at,
})

export const offeredToAll = (args: ActionArgs) => ({
  ...offeredTo(args, agentsToOffer(args.context, args.event.availability)),
  offeredToAll: true,
})

/** A new offer to one agent. */
export const offeredAloneTo = ({ event }: ActionArgs, agentId: string | null) => ({
  ...noOffer,
  offeredTo: agentId === null ? [] : [agentId],
  offeredAt: agentId === null ? null : event.at,
})

/** `agentId` owns the call. Without a leg, the agent's leg is still to connect. */
export const ownedBy = (agentId: string | null, legSid: string | null, { context, event }: ActionArgs) => ({
  ...noOffer,
  agentId,
  legSid,
  legAt: legSid === null ? null : legSid === context.legSid ? context.legAt : event.at,
  targetLegSid: null,
  heldAt: null,
  transfer: null,
  ...(context.supervision?.by === agentId && { supervision: null }),
  answeredAt: context.answeredAt ?? (legSid === null ? null : event.at),
})

/** From now on the agent has talked on this call. */
export const talkedBy = (context: CallContext, agentId: string | null): Pick<CallContext, 'talkedBy'> => ({
  talkedBy:
    agentId === null || context.talkedBy.includes(agentId)
      ? context.talkedBy
      : [...context.talkedBy, agentId],
})

/** The agent who sent the event takes the call. That cuts a greeting short. */
export function taken(args: ActionArgs, takenFrom: CallContext['takenFrom']): Change {
  assertEvent(args.event, ['CLAIM', 'UNPARK'])
  const greeting = args.context.greeting && ('done' as const)
  const left = { ...noOutside, parked: null, lostBy: null, voicemailAt: null }
  return { ...ownedBy(args.event.by, null, args), ...left, greeting, takenFrom }
}

/** The slot that the call had before if it is free, else the lowest free slot, else none. */
export function slotFor({ context, event }: ActionArgs): number | null {
  const { freeSlots } = event.availability
  const before = context.lastPark?.slot ?? null
  return before !== null && freeSlots.includes(before) ? before : (freeSlots[0] ?? null)
}

/** Parked by what the agent has said of it; what is not said is as in every lot. */
export const orderOf = (said: { [Part in keyof ParkOrder]?: ParkOrder[Part] | undefined }): ParkOrder => ({
  slot: said.slot ?? null,
  by: said.by ?? null,
  note: said.note || null,
  for: said.for ?? null,
  elseTo: said.elseTo ?? null,
})

export const parkedAs = ({ context, event }: ActionArgs, order: ParkOrder): Change => ({
  ...noOwner,
  ...noOffer,
  targetLegSid: null,
  outsideLegSid: null,
  transfer: null,
  lostBy: null,
  voicemailAt: null,
  declinedBy: [],
  parked: { ...order, at: event.at, returnsAt: event.at + limitOf(context, 'parkMs') },
  lastPark: order,
})

/** Whether a parked call may be offered to this agent alone. */
export const canReturnTo = ({ context, event }: ActionArgs, agentId: string | null): agentId is string =>
  agentId !== null && agentId !== callingAgent(context) && canTakeCall(agentId, event.availability)

/** A parked call is offered to one agent; to all if `to` is null, or made the call, or cannot take it. */
export const returnedTo = (args: ActionArgs, to: string | null, parked: Parked): Change =>
  canReturnTo(args, to) ? returnedToOne(args, to, parked) : returnedToAll(args, parked)

export const returnedToAll = (args: ActionArgs, parked: Parked): Change => ({
  parked: { ...parked, elseTo: null, returnsAt: null },
  ...offeredToAll(args),
  lostBy: null,
})

export const returnedToOne = (args: ActionArgs, to: string, parked: Parked): Change => ({
  parked: { ...parked, returnsAt: args.event.at + limitOf(args.context, 'returnMs') },
  ...offeredAloneTo(args, to),
  lostBy: null,
})

/** The agent's console has opened again: it need not have proven yet that it rings, and the agent may be away. */
export const returnedToLostAgent = (args: ActionArgs, agentId: string, parked: Parked): Change => ({
  ...(agentId === callingAgent(args.context)
    ? returnedTo(args, null, parked)
    : returnedToOne(args, agentId, parked)),
  lostBy: agentId,
})

/** A call that was not parked before takes a slot, if one is free. */
export const newlyParked = (args: ActionArgs, by: string | null): Parked => ({
  ...orderOf({ slot: slotFor(args), by }),
  at: args.event.at,
  returnsAt: null,
})

/** Where a transferred call returns if the target never connects: to the sender. */
export const parkOfSender = (context: CallContext) =>
  orderOf({ slot: context.lastPark?.slot ?? null, by: context.transfer?.from ?? null })

export const outcomeOf = (context: CallContext): Outcome =>
  context.answeredAt !== null ? 'answered' : context.voicemailAt !== null ? 'missed' : 'abandoned'

/** Twilio failed to connect the leg, or does not know it. */
export const isFailure = ({ event }: ActionArgs) =>
  'status' in event && (event.status === 'failed' || event.status === 'gone')

export const ended = ({ event }: ActionArgs, outcome: Outcome): Change => ({
  ...noOffer,
  legSid: null,
  legAt: null,
  targetLegSid: null,
  outsideLegSid: null,
  parked: null,
  lastPark: null,
  transfer: null,
  supervision: null,
  heldAt: null,
  lostBy: null,
  callToken: null,
  limits: null,
  endedAt: event.at,
  outcome,
})
