import { z } from 'zod'
import { AgentId, ElseTo, Extension, OutsideNumber, Role } from '../ids.ts'
import type { EventStamp } from './availability.ts'
import { LegQuality } from './leg-quality.ts'

/** The call statuses at Twilio that are final. `gone` is our own: Twilio does not know the leg. */
export const FinalStatus = z.enum(['completed', 'busy', 'failed', 'no-answer', 'canceled', 'gone'])
export type FinalStatus = z.infer<typeof FinalStatus>

export const SupervisionMode = z.enum(['listen', 'whisper', 'join'])

export const RecordingOrder = z.enum(['on', 'paused', 'off'])

const by = { by: AgentId, role: Role.default('agent') }

/** A command of an agent. Whether a slot exists is decided by the free slots of the lot, not by this schema. */
export const AgentCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('CLAIM'), ...by }),
  z.object({ type: z.literal('DECLINE'), ...by }),
  z.object({ type: z.literal('HOLD'), ...by }),
  z.object({ type: z.literal('RESUME'), ...by }),
  z.object({
    type: z.literal('PARK'),
    ...by,
    slot: z.number().int().min(1).optional(),
    note: z.string().trim().optional(),
    /** The colleague the call returns to, instead of the parker. */
    for: AgentId.optional(),
    elseTo: ElseTo.optional(),
  }),
  z.object({ type: z.literal('UNPARK'), ...by }),
  z.object({
    type: z.literal('TRANSFER'),
    ...by,
    to: z.union([z.templateLiteral(['agent:', AgentId]), OutsideNumber]),
    /** The keys that are sent when an outside number answers. */
    extension: Extension.optional(),
    kind: z.enum(['blind', 'consult']),
  }),
  z.object({ type: z.literal('COMPLETE'), ...by }),
  z.object({ type: z.literal('CANCEL'), ...by }),
  /** The caller joins the sender and the target of a consultation. */
  z.object({ type: z.literal('MERGE'), ...by }),
  /** The consulted colleague leaves, or of three who talk the sender or the colleague. The other one has the caller. */
  z.object({ type: z.literal('LEAVE'), ...by }),
  z.object({ type: z.literal('HANGUP'), ...by }),
  /** A supervisor hears the talk, or changes who hears the supervisor. */
  z.object({ type: z.literal('SUPERVISE'), ...by, mode: SupervisionMode }),
  z.object({ type: z.literal('UNSUPERVISE'), ...by }),
  /** The supervisor on the line becomes the owner. */
  z.object({ type: z.literal('TAKE_OVER'), ...by }),
  /** Records the call from now on, pauses that, or stops it. */
  z.object({ type: z.literal('RECORD'), ...by, state: RecordingOrder }),
  /** Deletes a recording of a call that has ended. */
  z.object({ type: z.literal('REMOVE_RECORDING'), ...by, recordingSid: z.string() }),
  /** The agent listened to the message. */
  z.object({ type: z.literal('HEARD'), ...by }),
  z.object({ type: z.literal('REMOVE_MESSAGE'), ...by }),
  /**
   * What the agent notes of the call, during it or afterwards. `instead`: when the note that it replaces was written, in ms.
   * Null: there was none.
   */
  z.object({
    type: z.literal('WRAP_UP'),
    ...by,
    note: z.string().nullable(),
    tags: z.array(z.string()),
    instead: z.number().nullable(),
  }),
  /** The agent has talked with the caller: it is who the office's contacts say. */
  z.object({ type: z.literal('CONFIRM_CALLER'), ...by }),
  /** How good the sound of the agent's leg was. The agent's browser tells it when the leg has ended. */
  z.object({ type: z.literal('LEG_QUALITY'), ...by, quality: LegQuality }),
])
export type AgentCommand = z.infer<typeof AgentCommand>

/**
 * When the transfer began for which an outside leg was dialled (ms since the epoch). A call may be transferred to one
 * number several times, and only the leg of the latest transfer counts. Absent where it is not known.
 */
const transferAt = z.number().optional()

/** What Twilio reports, by webhook or in reply to a request. */
export const CarrierEvent = z.discriminatedUnion('type', [
  /** A leg has requested TwiML, which proves that it is connected. `agentId` is null for the leg of an outside number. */
  z.object({
    type: z.literal('LEG_CONNECTED'),
    legSid: z.string(),
    agentId: AgentId.nullable(),
    transferAt,
  }),
  z.object({
    type: z.literal('LEG_ENDED'),
    legSid: z.string(),
    /** The leg of an outside number. It may end before it requests TwiML. */
    outside: z.boolean().default(false),
    transferAt,
    /**
     * When a console of the leg's agent last opened (ms since the epoch). If that was after the leg connected, the
     * console was reloaded and the agent is back.
     */
    consoleSince: z.number().nullable(),
    /** Why the carrier did not dial the leg, and what to do, in words. */
    refused: z.string().optional(),
  }),
  /** Twilio calls an outside number for a transfer. The leg may answer, and it can be completed. */
  z.object({ type: z.literal('LEG_DIALLED'), legSid: z.string(), transferAt }),
  /** The leg of the number that an agent dialled has requested TwiML: it was answered. */
  z.object({ type: z.literal('ANSWERED') }),
  z.object({ type: z.literal('CALLER_ENDED'), status: FinalStatus }),
  /** The caller heard the greeting to its end. */
  z.object({ type: z.literal('GREETED') }),
  /** `seconds` is null where Twilio did not say. It is 0 when the caller pressed a key or hung up at once. */
  z.object({
    type: z.literal('RECORDED'),
    recordingSid: z.string(),
    seconds: z.number().int().nonnegative().nullable(),
  }),
  /** The caller heard to its end that the call is recorded. */
  z.object({ type: z.literal('NOTICE_HEARD') }),
  /** Twilio records the caller's leg. */
  z.object({ type: z.literal('RECORDING_STARTED'), recordingSid: z.string() }),
  /** Twilio is asked to go on with a recording; null: to begin one. Until it answers it may record. */
  z.object({ type: z.literal('RECORDING_REQUESTED'), recordingSid: z.string().nullable() }),
  z.object({ type: z.literal('RECORDING_NOT_BEGUN') }),
  /** Twilio has answered: the recording goes on, pauses, or is stopped. `sentAt`: when it was asked for that, ms; absent: just now. */
  z.object({
    type: z.literal('RECORDING_SET'),
    recordingSid: z.string(),
    state: RecordingOrder,
    sentAt: z.number().exactOptional(),
  }),
  /** A recording is over. `seconds` is null where Twilio has not said yet, and 0 where there was nothing to record. */
  z.object({
    type: z.literal('RECORDING_COMPLETED'),
    recordingSid: z.string(),
    seconds: z.number().int().nonnegative().nullable(),
  }),
  /** Twilio was asked for the recordings of a call that has ended: all that it has are known now. */
  z.object({ type: z.literal('RECORDINGS_SETTLED') }),
  /** Two reads of the call at Twilio, some time apart, say that the caller is gone. */
  z.object({ type: z.literal('FOUND_GONE'), status: FinalStatus }),
])
export type CarrierEvent = z.infer<typeof CarrierEvent>

/** What the coordinator tells a call without a command. */
export const DeskEvent = z.discriminatedUnion('type', [
  /** The free agents may have changed, or the time to acknowledge the offer is over. */
  z.object({ type: z.literal('OFFER') }),
  /** Consoles of these agents have acknowledged that they ring for this call. */
  z.object({ type: z.literal('RINGING'), agentIds: z.array(AgentId) }),
  /** A console of the agent has opened or awoke, or, where `echoed`, has echoed a beat and rings. */
  z.object({ type: z.literal('AGENT_BACK'), agentId: AgentId, echoed: z.literal(true).optional() }),
  /** The agent has signed out, or was signed out, and does not come back for this call. */
  z.object({ type: z.literal('AGENT_SIGNED_OUT'), agentId: AgentId }),
  /** The agent has had no console for longer than a reload takes. */
  z.object({ type: z.literal('AGENT_GONE'), agentId: AgentId }),
  /** The agent takes another call while this one is on hold, so the agent's leg is released. */
  z.object({ type: z.literal('LEG_RELEASED'), by: AgentId }),
  /** The message is older than the history is kept. */
  z.object({ type: z.literal('MESSAGE_EXPIRED') }),
  /** The recordings are older than recordings are kept. */
  z.object({ type: z.literal('RECORDINGS_EXPIRED') }),
  /** A person with these numbers wants to be forgotten. */
  z.object({ type: z.literal('ERASE'), by: AgentId, numbers: z.array(z.string()) }),
])
export type DeskEvent = z.infer<typeof DeskEvent>

export const CallEventBody = z.union([AgentCommand, CarrierEvent, DeskEvent])
export type CallEventBody = z.infer<typeof CallEventBody>

/** A delay of the chart has run out. The name of the event is XState's. */
interface DelayEvent {
  type: `xstate.after.${string}`
}

export type CallEvent = (CallEventBody | DelayEvent) & EventStamp

export const isBySupervisor = (event: CallEvent): boolean =>
  'role' in event && (event.role === 'supervisor' || event.role === 'admin')
