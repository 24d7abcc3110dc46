import { z } from 'zod'
import { SupervisionMode } from '../../machines/call/events.ts'
import { AgentId, CallSid } from '../../machines/ids.ts'
import { CallContact } from './contacts.ts'

const Time = z.iso.datetime()

/** Everything a screen needs to know of one call. */
export const CallView = z.object({
  callSid: CallSid,
  /** Counts up by one with every change of this call. */
  rev: z.number().int().positive(),
  status: z.enum(['ringing', 'active', 'parked', 'transferring', 'voicemail', 'ended']),
  /** The full path, such as `active.talking`. */
  state: z.string(),
  direction: z.enum(['inbound', 'outbound', 'internal']),
  /** A number in E.164; `agent:<id>` for an agent who calls a colleague. `calledNumber` is the same. */
  callerNumber: z.string().nullable(),
  /**
   * What the carrier sent as the caller's address, cleaned: a number, `sip:…`, `client:…`, a short number; `agent:<id>` on
   * an internal call. Null: the number is withheld.
   */
  callerAddress: z.string().nullable().default(null),
  callerName: z.string().nullable(),
  calledNumber: z.string().nullable(),
  /** The number, or other address, from which the call was forwarded to ours. */
  forwardedFrom: z.string().nullable().default(null),
  /** How far the caller's carrier vouches for the number: A fully, B for the caller alone, C for neither (STIR/SHAKEN). */
  verified: z.enum(['A', 'B', 'C']).nullable().default(null),
  /** Our carrier could not confirm the number: its signature was wrong, or it had none. Null where nothing is said. */
  unconfirmed: z.enum(['failed', 'unsigned']).nullable().default(null),
  /** The agent who has talked with the caller and says that it is who the number names: for this call the number counts as confirmed. */
  confirmedBy: AgentId.exactOptional(),
  /** The person on the other side was erased: nobody knows any more who it was. */
  erased: z.literal(true).exactOptional(),
  agentId: AgentId.nullable(),
  /** The agents who have talked on this call, in order. */
  talkedBy: z.array(AgentId).default([]),
  outsideNumber: z.string().nullable(),
  offeredTo: z.array(AgentId),
  /** Those of `offeredTo` whose consoles have acknowledged that they ring. */
  ringingAt: z.array(AgentId).default([]),
  parked: z
    .object({
      slot: z.number().int().nullable(),
      by: AgentId.nullable(),
      at: Time,
      note: z.string().nullable(),
      /** When the call goes on to somebody else; null after the last time. */
      returnsAt: Time.nullable(),
      /** The colleague it returns to. Null: it returns to `by`. */
      for: AgentId.nullable().default(null),
      /** Where it goes next if that agent does not take it: `voicemail`, `agent:<id>`, or a number. Null: to everybody. */
      elseTo: z.string().nullable().default(null),
    })
    .nullable(),
  /** Also of a parked call, while the number of its `elseTo` rings. */
  transfer: z
    .object({
      from: AgentId,
      to: z.string(),
      kind: z.enum(['blind', 'consult']),
      at: Time,
      /** The colleague, or the number, that the sender consults is on the line. */
      joined: z.boolean().default(false),
    })
    .nullable(),
  /** A supervisor hears the talk; `mode` says who hears the supervisor: nobody, the owner alone, everybody who talks. */
  supervision: z
    .object({
      by: AgentId,
      mode: SupervisionMode,
      at: Time,
      /** The supervisor's browser is on the line. */
      joined: z.boolean(),
    })
    .nullable()
    .default(null),
  /** What the office's rule says of recording this call. `on_demand`: when an agent asks for it. */
  recordingRule: z.enum(['never', 'on_demand', 'always']).default('never'),
  /** What was ordered; it pauses by itself while the caller talks with no agent. Null: not recorded, or not any more. */
  recording: z.enum(['on', 'paused']).nullable().default(null),
  /**
   * What Twilio does of it, as it has confirmed last. `unsure`: it was asked to begin or to go on, and may have by now. Null:
   * it records nothing. Absent from a coordinator that does not know it.
   */
  recordingNow: z.enum(['on', 'unsure', 'paused']).nullable().exactOptional(),
  /** Whether the caller has heard the notice: nothing is recorded before. Null: there is no notice. */
  consent: z.enum(['due', 'heard']).nullable().default(null),
  /** When Twilio has begun the recording that goes on or pauses. Null: it has not confirmed one. */
  recordedSince: Time.nullable().default(null),
  /** What Twilio has, oldest first. `seconds` is null until it is complete. */
  recordings: z
    .array(z.object({ recordingSid: z.string(), at: Time, seconds: z.number().int().nullable() }))
    .default([]),
  heldAt: Time.nullable(),
  /** What an agent noted of the call, and the outcomes that it has in the office's words. */
  wrapUp: z
    .object({ note: z.string().nullable(), tags: z.array(z.string()), by: AgentId, at: Time })
    .nullable()
    .default(null),
  createdAt: Time,
  answeredAt: Time.nullable(),
  updatedAt: Time,
  endedAt: Time.nullable(),
  outcome: z.enum(['answered', 'abandoned', 'voicemail', 'missed', 'removed', 'failed']).nullable(),
  /**
   * Whose number it is among the contacts. The stored view has null here: it is filled in whenever the view goes to a screen,
   * so it may change while `rev` stays. `verified` says how far the number can be trusted.
   */
  contact: CallContact.nullable().default(null),
})
export type CallView = z.infer<typeof CallView>

/** The call is offered to agents, perhaps to every agent who is free. Who is free decides what becomes of the offer. */
export const isOnOffer = ({ state }: Pick<CallView, 'state'>) =>
  state === 'ringing.offering' ||
  state === 'ringing.calling' ||
  state === 'parked.returning' ||
  state === 'transferring.offering'

/** The target of a consultation is on the line with the sender, or about to be. */
export const isWithTarget = ({ state }: Pick<CallView, 'state'>) =>
  state === 'transferring.consulting' || state === 'transferring.swapped' || state === 'active.threeWay'

export const isOnHold = ({ state }: CallView) => state === 'active.held'
