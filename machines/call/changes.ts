import { assertEvent, assign } from 'xstate'
import { agentsToOffer, type CallContext, callingAgent, type Outcome, type Parked } from './context.ts'
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
export const noOffer = { offeredTo: [], offeredToAll: false }

export const offeredToAll = ({ context, event }: ActionArgs) => ({
  offeredTo: agentsToOffer(context, event.availability),
  offeredToAll: true,
})

/** `agentId` owns the call. Without a leg, the agent's leg is still to connect. */
export const ownedBy = (agentId: string | null, legSid: string | null, { context, event }: ActionArgs) => ({
  ...noOffer,
  agentId,
  legSid,
  legAt: legSid === null ? null : event.at,
  targetLegSid: null,
  heldAt: null,
  transfer: null,
  answeredAt: context.answeredAt ?? (legSid === null ? null : event.at),
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
  parked: Pick<Parked, 'slot' | 'by' | 'note'>,
): Change => ({
  ...noOwner,
  ...noOffer,
  targetLegSid: null,
  outsideLegSid: null,
  transfer: null,
  lostBy: null,
  declinedBy: [],
  parked: { ...parked, at: event.at, returnsAt: event.at + context.limits.parkMs },
  lastPark: parked,
})

/** A parked call is offered to one agent; to all if `to` is null or the agent who made the call. */
export function returnedTo(args: ActionArgs, to: string | null, parked: Parked): Change {
  const { context, event } = args
  const toAll = to === null || to === callingAgent(context)
  return {
    parked: { ...parked, returnsAt: toAll ? null : event.at + context.limits.returnMs },
    ...(toAll ? offeredToAll(args) : { offeredTo: [to], offeredToAll: false }),
    lostBy: null,
  }
}

export function parkedAndReturnedTo(args: ActionArgs, by: string | null): Change {
  const parked = { slot: slotFor(args), by, note: null }
  return {
    ...parkedAs(args, parked),
    ...returnedTo(args, by, { ...parked, at: args.event.at, returnsAt: null }),
  }
}

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
  endedAt: event.at,
  outcome,
})
