import { assertEvent, assign } from 'xstate'
import {
  agentsToOffer,
  type CallContext,
  callingAgent,
  canTakeCall,
  type Outcome,
  type Parked,
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
  return { ...ownedBy(args.event.by, null, args), parked: null, lostBy: null, greeting, takenFrom }
}

/** The slot that the call had before if it is free, else the lowest free slot, else none. */
export function slotFor({ context, event }: ActionArgs): number | null {
  const { freeSlots } = event.availability
  const before = context.lastPark?.slot ?? null
  return before !== null && freeSlots.includes(before) ? before : (freeSlots[0] ?? null)
}

export const parkedAs = (
  { context, event }: ActionArgs,
  { slot, by, note }: Pick<Parked, 'slot' | 'by' | 'note'>,
): Change => ({
  ...noOwner,
  ...noOffer,
  targetLegSid: null,
  outsideLegSid: null,
  transfer: null,
  lostBy: null,
  declinedBy: [],
  parked: { slot, by, note, at: event.at, returnsAt: event.at + context.limits.parkMs },
  lastPark: { slot, by, note },
})

/** A parked call is offered to one agent; to all if `to` is null, or made the call, or cannot take it. */
export function returnedTo(args: ActionArgs, to: string | null, parked: Parked): Change {
  const { context, event } = args
  const toOne = to !== null && to !== callingAgent(context) && canTakeCall(to, event.availability)
  return toOne
    ? returnedToOne(args, to, parked)
    : { parked: { ...parked, returnsAt: null }, ...offeredToAll(args), lostBy: null }
}

const returnedToOne = (args: ActionArgs, to: string, parked: Parked): Change => ({
  parked: { ...parked, returnsAt: args.event.at + args.context.limits.returnMs },
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
  slot: slotFor(args),
  by,
  at: args.event.at,
  note: null,
  returnsAt: null,
})

/** Where a transferred call returns if the target never connects: to the sender. */
export const parkOfSender = (context: CallContext) => ({
  slot: context.lastPark?.slot ?? null,
  by: context.transfer?.from ?? null,
  note: null,
})

export const outcomeOf = (context: CallContext): Outcome =>
  context.answeredAt !== null ? 'answered' : context.voicemailAt !== null ? 'missed' : 'abandoned'

/** Twilio failed to connect the leg, or does not know it. */
export const isFailure = ({ event }: ActionArgs) =>
  'status' in event && (event.status === 'failed' || event.status === 'gone')

export const ended = ({ event }: ActionArgs, outcome: Outcome): Change => ({
  ...noOffer,
  legSid: null,
  targetLegSid: null,
  outsideLegSid: null,
  parked: null,
  transfer: null,
  heldAt: null,
  lostBy: null,
  callToken: null,
  endedAt: event.at,
  outcome,
})
