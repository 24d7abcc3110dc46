import type { Availability } from './availability.ts'

/** Durations in milliseconds, fixed for a call when it arrives. */
export interface CallLimits {
  ringMs: number
  joinMs: number
  parkMs: number
  returnMs: number
  transferMs: number
  /** How long a number that one of ours calls rings. */
  dialMs: number
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
  /** `outbound`: one of ours called a number. `internal`: one of ours called a colleague. */
  direction: 'inbound' | 'outbound' | 'internal'
  /** Who called: a number in E.164; `agent:<id>` for an internal call. */
  callerNumber: string | null
  callerName: string | null
  /** Who was called, in the same form. */
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
  takenFrom: 'ringing' | 'lot' | 'transfer' | 'hold' | 'dial' | 'colleague'
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

/**
 * How a call begins: it rang our number; Twilio has it on the line and we did not know; one of ours had
 * a number called, or calls a colleague from the browser.
 */
export interface CallInput {
  type: 'INBOUND' | 'FOUND_LIVE' | 'DIALLED' | 'CALLED'
  callSid: string
  callerNumber: string | null
  callerName: string | null
  calledNumber: string | null
  /** Left out, the office is open and says nothing. */
  reception?: Reception
  /** Of a call that was found. */
  direction?: 'inbound' | 'outbound'
  /** DIALLED: the agent who had it called. */
  by?: string
  /** Its agent is on another call by now, or was told that nobody is called; or its colleague is. */
  unwanted?: boolean
  limits: CallLimits
  at: number
  availability: Availability
}

const RECEIVED_AT_ONCE: Reception = { closed: null, greets: false }

export function newCall({ input }: { input: CallInput }): CallContext {
  return { ...blank(input), ...beginnings[input.type](input) }
}

const blank = (input: CallInput): CallContext => ({
  callSid: input.callSid,
  direction: input.direction ?? 'inbound',
  callerNumber: input.callerNumber,
  callerName: input.callerName,
  calledNumber: input.calledNumber,
  agentId: null,
  legSid: null,
  legAt: null,
  targetLegSid: null,
  outsideNumber: null,
  outsideLegSid: null,
  offeredTo: [],
  declinedBy: [],
  offeredToAll: false,
  parked: null,
  lastPark: null,
  lostBy: null,
  takenFrom: 'ringing',
  transfer: null,
  heldAt: null,
  createdAt: input.at,
  answeredAt: null,
  voicemailAt: null,
  endedAt: null,
  outcome: null,
  message: null,
  closed: null,
  greeting: null,
  limits: input.limits,
})

const beginnings: Record<CallInput['type'], (input: CallInput) => Partial<CallContext>> = {
  INBOUND: ({ availability, at, reception: { closed, greets } = RECEIVED_AT_ONCE }) =>
    closed === null && availability.anyoneSignedIn
      ? { offeredTo: [...availability.freeAgents], offeredToAll: true, greeting: greets ? 'due' : null }
      : { voicemailAt: at, closed },
  FOUND_LIVE: (input) => inLot(input, null),
  // Whoever has been called may have answered: whom the agent cannot take any more waits where everybody sees them.
  DIALLED: (input) => ({
    direction: 'outbound',
    takenFrom: 'dial',
    ...(input.unwanted === true || input.by === undefined
      ? inLot(input, input.by ?? null)
      : { agentId: input.by }),
  }),
  CALLED: ({ calledNumber, callerNumber, unwanted, availability, at }) => {
    const colleague = agentIn(calledNumber)
    const free =
      colleague !== null && calledNumber !== callerNumber && availability.freeAgents.includes(colleague)
    return {
      direction: 'internal',
      takenFrom: 'colleague',
      ...(free && unwanted !== true ? { offeredTo: [colleague] } : { endedAt: at, outcome: 'missed' }),
    }
  },
}

function inLot({ availability, at, limits }: CallInput, by: string | null): Partial<CallContext> {
  const slot = availability.freeSlots[0] ?? null
  return { parked: { slot, by, at, note: null, returnsAt: at + limits.parkMs } }
}

const agentIn = (party: string | null | undefined): string | null =>
  party?.startsWith('agent:') ? party.slice('agent:'.length) : null

/** The agent whose browser's leg is the caller's: it hears what a caller hears, and can own nothing here. */
export const callingAgent = (context: CallContext): string | null =>
  context.direction === 'internal' ? agentIn(context.callerNumber) : null

/** One of ours called, and nobody has answered yet. */
export const isUnanswered = ({ direction, answeredAt, parked }: CallContext): boolean =>
  direction !== 'inbound' && answeredAt === null && parked === null

/** The agent a transfer goes to; null when it goes to a number. */
export const transferTarget = (context: CallContext): string | null => agentIn(context.transfer?.to)

/** Who is free, has not declined, and is not the caller. */
export const agentsToOffer = (context: CallContext, availability: Availability): string[] =>
  availability.freeAgents.filter(
    (agentId) => !context.declinedBy.includes(agentId) && agentId !== callingAgent(context),
  )
