import { z } from 'zod'
import { AgentId, CallSid } from '../../machines/ids.ts'

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
  callerName: z.string().nullable(),
  calledNumber: z.string().nullable(),
  agentId: AgentId.nullable(),
  outsideNumber: z.string().nullable(),
  offeredTo: z.array(AgentId),
  parked: z
    .object({
      slot: z.number().int().nullable(),
      by: AgentId.nullable(),
      at: Time,
      note: z.string().nullable(),
      /** The next escalation; null after the last. */
      returnsAt: Time.nullable(),
    })
    .nullable(),
  transfer: z
    .object({ from: AgentId, to: z.string(), kind: z.enum(['blind', 'consult']), at: Time })
    .nullable(),
  heldAt: Time.nullable(),
  createdAt: Time,
  answeredAt: Time.nullable(),
  updatedAt: Time,
  endedAt: Time.nullable(),
  outcome: z.enum(['answered', 'abandoned', 'voicemail', 'missed', 'removed', 'failed']).nullable(),
})
export type CallView = z.infer<typeof CallView>

/** The call is offered to agents, perhaps to every agent who is free. */
export const isOnOffer = ({ state }: CallView) => state === 'ringing.offering' || state === 'parked.returning'

export const isOnHold = ({ state }: CallView) => state === 'active.held'
