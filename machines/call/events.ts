import { z } from 'zod'
import { AgentId, OutsideNumber, Role } from '../ids.ts'
import type { EventStamp } from './availability.ts'

/** How Twilio says that a leg is over. `gone` is ours: Twilio does not know the leg (any more). */
export const FinalStatus = z.enum(['completed', 'busy', 'failed', 'no-answer', 'canceled', 'gone'])
export type FinalStatus = z.infer<typeof FinalStatus>

const by = { by: AgentId, role: Role.default('agent') }

/** What an agent may ask of a call. `slot` and `note` are bounded here; whether a slot exists, the lot knows. */
export const AgentCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('CLAIM'), ...by }),
  z.object({ type: z.literal('DECLINE'), ...by }),
  z.object({ type: z.literal('HOLD'), ...by }),
  z.object({ type: z.literal('RESUME'), ...by }),
  z.object({
    type: z.literal('PARK'),
    ...by,
    slot: z.number().int().min(1).optional(),
    note: z.string().trim().max(200).optional(),
  }),
  z.object({ type: z.literal('UNPARK'), ...by }),
  z.object({
    type: z.literal('TRANSFER'),
    ...by,
    to: z.union([z.templateLiteral(['agent:', AgentId]), OutsideNumber]),
    kind: z.enum(['blind', 'consult']),
  }),
  z.object({ type: z.literal('COMPLETE'), ...by }),
  z.object({ type: z.literal('CANCEL'), ...by }),
  z.object({ type: z.literal('HANGUP'), ...by }),
  /** Somebody listened to the message. */
  z.object({ type: z.literal('HEARD'), ...by }),
  z.object({ type: z.literal('REMOVE_MESSAGE'), ...by }),
])
export type AgentCommand = z.infer<typeof AgentCommand>

/**
 * When the transfer began that an outside leg was dialled for (ms since the epoch): one number may be
 * rung for several transfers of a call, and only the last of them counts. Absent where nobody can tell.
 */
const transferAt = z.number().optional()

/** What Twilio reports, by webhook or when asked. */
export const CarrierEvent = z.discriminatedUnion('type', [
  /** A leg asks for TwiML: the proof that it is there. `agentId` is null for an outside number's leg. */
  z.object({
    type: z.literal('LEG_CONNECTED'),
    legSid: z.string(),
    agentId: AgentId.nullable(),
    transferAt,
  }),
  /**
   * `consoleSince` is when the console of the leg's agent last opened its stream (ms since the epoch):
   * one that opened after the leg was there has been reloaded, and is back already.
   */
  z.object({
    type: z.literal('LEG_ENDED'),
    legSid: z.string(),
    /** The leg of an outside number. It may end before it ever asked for TwiML. */
    outside: z.boolean().default(false),
    transferAt,
    consoleSince: z.number().nullable(),
  }),
  /** Twilio rings an outside number for us: the leg that may answer, and that can be taken back. */
  z.object({ type: z.literal('LEG_DIALLED'), legSid: z.string(), transferAt }),
  /** The number that one of ours called asks for TwiML: somebody lifted the receiver. */
  z.object({ type: z.literal('ANSWERED') }),
  z.object({ type: z.literal('CALLER_ENDED'), status: FinalStatus }),
  /** The caller heard the greeting to its end. */
  z.object({ type: z.literal('GREETED') }),
  /** `seconds` is null where Twilio did not say; 0 is a key pressed at once, or a line that clicked. */
  z.object({
    type: z.literal('RECORDED'),
    recordingSid: z.string(),
    seconds: z.number().int().nonnegative().nullable(),
  }),
  /** The reconciler asked Twilio twice: the caller is not there. */
  z.object({ type: z.literal('FOUND_GONE'), status: FinalStatus }),
])
export type CarrierEvent = z.infer<typeof CarrierEvent>

/** What the desk tells a call by itself. */
export const DeskEvent = z.discriminatedUnion('type', [
  /** Who can take a call has changed. */
  z.object({ type: z.literal('OFFER') }),
  /** The agent's console opened its stream again. */
  z.object({ type: z.literal('AGENT_BACK'), agentId: AgentId }),
  /** The agent has been without a console for so long that nobody believes in a reload any more. */
  z.object({ type: z.literal('AGENT_GONE'), agentId: AgentId }),
  /** The agent takes another call while this one is on hold: its leg is given up on purpose. */
  z.object({ type: z.literal('LEG_RELEASED'), by: AgentId }),
  /** The message is as old as the history gets. */
  z.object({ type: z.literal('MESSAGE_EXPIRED') }),
])
export type DeskEvent = z.infer<typeof DeskEvent>

export const CallEventBody = z.union([AgentCommand, CarrierEvent, DeskEvent])
export type CallEventBody = z.infer<typeof CallEventBody>

/** A delay of the chart that ran out, under the name that XState gives it. */
export interface DelayEvent {
  type: `xstate.after.${string}`
}

/** An event as the machine sees it. */
export type CallEvent = (CallEventBody | DelayEvent) & EventStamp
