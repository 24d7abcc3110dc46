import type { Desk } from '../desk.ts'

/** Durations in milliseconds, fixed for a call when it arrives. */
export interface CallLimits {
  ringMs: number
  joinMs: number
  parkMs: number
  returnMs: number
  transferMs: number
}

export interface Parked {
  slot: number | null
  by: string | null
  at: number
  note: string | null
  returnsAt: number | null
}

export interface Transfer {
  from: string
  /** `agent:<id>` or a number in E.164. */
  to: string
  kind: 'blind' | 'consult'
  at: number
}

/** What a caller left on the voicemail. */
export interface Message {
  recordingSid: string
  at: number
  /** Whole seconds, as Twilio counts them; null where it did not say. */
  seconds: number | null
  /** By whoever listened first: the voicemail is one for all. */
  heard: { by: string; at: number } | null
}

/** How callers are received when a call comes in, by the office's hours and words. */
export interface Reception {
  /** What becomes of a caller while the office is closed; null while it is open. */
  closed: 'voicemail' | 'hangup' | null
  /** Whether callers are greeted before they hear that it rings. */
  greets: boolean
}

export type Outcome = 'answered' | 'abandoned' | 'voicemail' | 'missed' | 'removed' | 'failed'

/** Plain JSON only: it is stored as it is. Times are milliseconds since the epoch. */
export interface CallContext {
  callSid: string
  direction: 'inbound' | 'outbound'
  callerNumber: string | null
  callerName: string | null
  calledNumber: string | null

  /** The owner: the one agent whose call it is. */
  agentId: string | null
  legSid: string | null
  legAt: number | null
  /** The second leg of a consultation. */
  targetLegSid: string | null
  outsideNumber: string | null
  outsideLegSid: string | null

  offeredTo: string[]
  declinedBy: string[]
  /** True when the offer is to whoever is free, so that it follows the desk. */
  offeredToAll: boolean

  parked: Parked | null
  /** Where it was parked last, for an agent who picked up and never joined. */
  lastPark: { slot: number | null; by: string | null; note: string | null } | null
  /** An agent's leg was lost: the call waits for that agent to come back. */
  lostBy: string | null
  /** What happens when the agent who has it never joins depends on where it was taken from. */
  takenFrom: 'ringing' | 'lot' | 'transfer' | 'hold'
  transfer: Transfer | null

  heldAt: number | null
  createdAt: number
  answeredAt: number | null
  voicemailAt: number | null
  endedAt: number | null
  outcome: Outcome | null
  /** Kept until somebody removes it, or it is as old as the history gets. */
  message: Message | null
  /** It came in while the office was closed. */
  closed: Reception['closed']
  /** Whether the caller has heard the greeting to its end; it is cut short by whoever answers. Null: there is none. */
  greeting: 'due' | 'done' | null
  limits: CallLimits
}

/** How a call begins: it rang our number, or Twilio has it on the line and we did not know. */
export interface CallInput {
  type: 'INBOUND' | 'FOUND_LIVE'
  callSid: string
  callerNumber: string | null
  callerName: string | null
  calledNumber: string | null
  /** Left out, the office is open and says nothing. */
  reception?: Reception
  limits: CallLimits
  at: number
  desk: Desk
}

const RECEIVED_AT_ONCE: Reception = { closed: null, greets: false }

export function newCall({ input }: { input: CallInput }): CallContext {
  const adopted = input.type === 'FOUND_LIVE'
  const { closed, greets } = adopted ? RECEIVED_AT_ONCE : (input.reception ?? RECEIVED_AT_ONCE)
  const ringing = !adopted && closed === null && input.desk.staffed
  return {
    callSid: input.callSid,
    direction: 'inbound',
    callerNumber: input.callerNumber,
    callerName: input.callerName,
    calledNumber: input.calledNumber,
    agentId: null,
    legSid: null,
    legAt: null,
    targetLegSid: null,
    outsideNumber: null,
    outsideLegSid: null,
    offeredTo: ringing ? [...input.desk.offerable] : [],
    declinedBy: [],
    offeredToAll: ringing,
    parked: adopted
      ? {
          slot: input.desk.freeSlots[0] ?? null,
          by: null,
          at: input.at,
          note: null,
          returnsAt: input.at + input.limits.parkMs,
        }
      : null,
    lastPark: null,
    lostBy: null,
    takenFrom: 'ringing',
    transfer: null,
    heldAt: null,
    createdAt: input.at,
    answeredAt: null,
    voicemailAt: adopted || ringing ? null : input.at,
    endedAt: null,
    outcome: null,
    message: null,
    closed,
    greeting: ringing && greets ? 'due' : null,
    limits: input.limits,
  }
}

/** The agent a transfer goes to; null when it goes to a number. */
export function transferTarget(context: CallContext): string | null {
  const to = context.transfer?.to
  return to?.startsWith('agent:') ? to.slice('agent:'.length) : null
}

/** Who is free and has not declined. */
export const takers = (context: CallContext, desk: Desk): string[] =>
  desk.offerable.filter((agentId) => !context.declinedBy.includes(agentId))
