import type { SnapshotFrom } from 'xstate'
import { z } from 'zod'
import { AgentId, CallSid } from '../ids.ts'
import type { callMachine } from './machine.ts'

export type CallSnapshot = SnapshotFrom<typeof callMachine>

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
  /** A number in E.164; `agent:<id>` where one of ours called a colleague. So is `calledNumber`. */
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

const iso = (ms: number) => new Date(ms).toISOString()
const isoOrNull = (ms: number | null) => (ms === null ? null : iso(ms))

/** `active.talking` from XState's nested value. */
export function statePath(value: CallSnapshot['value']): string {
  if (typeof value === 'string') return value
  const [parent, child] = Object.entries(value)[0] ?? []
  return `${parent}.${String(child)}`
}

/** On offer, maybe to whoever is free. */
export const isOnOffer = ({ state }: CallView) => state === 'ringing.offering' || state === 'parked.returning'

export const isOnHold = ({ state }: CallView) => state === 'active.held'

/**
 * The only way from a call to a screen.
 * @param at when the state was reached, in milliseconds since the epoch
 */
export function toCallView(snapshot: CallSnapshot, rev: number, at: number): CallView {
  const { context } = snapshot
  const state = statePath(snapshot.value)
  const { parked, transfer } = context
  return {
    callSid: context.callSid,
    rev,
    status: CallView.shape.status.parse(state.split('.')[0]),
    state,
    direction: context.direction,
    callerNumber: context.callerNumber,
    callerName: context.callerName,
    calledNumber: context.calledNumber,
    agentId: context.agentId,
    outsideNumber: context.outsideNumber,
    offeredTo: context.offeredTo,
    parked: parked && { ...parked, at: iso(parked.at), returnsAt: isoOrNull(parked.returnsAt) },
    transfer: transfer && { ...transfer, at: iso(transfer.at) },
    heldAt: isoOrNull(context.heldAt),
    createdAt: iso(context.createdAt),
    answeredAt: isoOrNull(context.answeredAt),
    updatedAt: iso(at),
    endedAt: isoOrNull(context.endedAt),
    outcome: context.outcome,
  }
}
