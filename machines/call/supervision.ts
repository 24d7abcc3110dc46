import { type ActionArgs, change, ownedBy, talkedBy } from './changes.ts'
import { type CallContext, callingAgent, transferTarget } from './context.ts'
import { isBySupervisor } from './events.ts'

/** Talks on the call, is about to, or may get it back: such an agent hears the caller anyway. */
const isParty = (context: CallContext, agentId: string) =>
  [
    context.agentId,
    context.transfer?.from,
    transferTarget(context),
    callingAgent(context),
    context.lostBy,
  ].includes(agentId)

/** Somebody has talked with the caller, and the caller is still in the hands of an agent or in the lot. */
const isInOurHands = ({ answeredAt, agentId, parked, transfer }: CallContext) =>
  answeredAt !== null && (agentId !== null || parked !== null || transfer !== null)

export const supervises = ({ context, event }: ActionArgs) =>
  context.supervision !== null && 'by' in event && event.by === context.supervision.by

/** A call has one supervisor at a time, who may change the mode. */
export const maySupervise = (args: ActionArgs) => {
  const { context, event } = args
  if (event.type !== 'SUPERVISE' || context.endedAt !== null || !isBySupervisor(event)) return false
  if (context.supervision !== null) return supervises(args) && context.supervision.mode !== event.mode
  return isInOurHands(context) && !isParty(context, event.by)
}
/** Only who is on the line can take the call over: the caller is not left alone. */
export const mayTakeOver = (args: ActionArgs) =>
  supervises(args) && isBySupervisor(args.event) && args.context.supervision?.legSid !== null
export const isSupervisorsLeg = ({ context: { supervision }, event }: ActionArgs) =>
  supervision !== null &&
  (event.type === 'LEG_CONNECTED'
    ? event.agentId === supervision.by && event.legSid !== supervision.legSid
    : event.type === 'LEG_ENDED' && event.legSid === supervision.legSid)
export const supervisorHasSignedOut = ({ context, event }: ActionArgs) =>
  event.type === 'AGENT_SIGNED_OUT' && event.agentId === context.supervision?.by
/** A supervisor who has a leg is noticed by the end of that leg. */
export const supervisorWithoutLegIsGone = ({ context: { supervision }, event }: ActionArgs) =>
  event.type === 'AGENT_GONE' && event.agentId === supervision?.by && supervision.legSid === null

export const supervisionActions = {
  supervise: change(({ context, event }) =>
    event.type === 'SUPERVISE'
      ? {
          supervision: {
            by: event.by,
            mode: event.mode,
            at: context.supervision?.at ?? event.at,
            legSid: context.supervision?.legSid ?? null,
          },
        }
      : {},
  ),
  connectSupervisor: change(({ context: { supervision }, event }) =>
    event.type === 'LEG_CONNECTED'
      ? { supervision: supervision && { ...supervision, legSid: event.legSid } }
      : {},
  ),
  endSupervision: change(() => ({ supervision: null })),
  /** The supervisor is the owner from now on, on the leg that is there. The leg of the agent is released. */
  takeOver: change((args) => {
    const { supervision } = args.context
    if (supervision === null) return {}
    return {
      ...ownedBy(supervision.by, supervision.legSid, args),
      ...talkedBy(args.context, supervision.by),
      takenFrom: 'hold' as const,
    }
  }),
}
