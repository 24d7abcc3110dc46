import type { Availability } from './availability.ts'
import { orderOf } from './changes.ts'
import {
  agentIdIn,
  agentsToOffer,
  type CallContext,
  type CallLimits,
  type Reception,
  type Recording,
  type RecordingRule,
} from './context.ts'

/**
 * How a call begins. INBOUND: a caller rings. FOUND_LIVE: Twilio has a live call that is not stored here. DIALLED: an
 * agent had Twilio call a number. CALLED: an agent calls a colleague from the browser.
 */
export interface CallInput {
  type: 'INBOUND' | 'FOUND_LIVE' | 'DIALLED' | 'CALLED'
  callSid: string
  callerNumber: string | null
  callerName: string | null
  calledNumber: string | null
  /** Without it, the caller's number. */
  callerAddress?: string | null
  forwardedFrom?: string | null
  verified?: CallContext['verified']
  unconfirmed?: CallContext['unconfirmed']
  callToken?: string | null
  /** The default: the office is open, and there is no greeting. */
  reception?: Reception
  /** The default: the call is never recorded. */
  recording?: RecordingRule | null
  /** FOUND_LIVE only. */
  direction?: 'inbound' | 'outbound'
  /** DIALLED: the agent who dialled. */
  by?: string
  /**
   * DIALLED and CALLED: the agent or the colleague is on another call by now, or the agent was told that the call failed.
   */
  unwanted?: boolean
  limits: CallLimits
  at: number
  availability: Availability
}

const OPEN_WITHOUT_GREETING: Reception = { closed: null, greets: false }

export function newCall({ input }: { input: CallInput }): CallContext {
  const begun = { ...blank(input), ...beginnings[input.type](input) }
  return { ...begun, offeredAt: begun.offeredTo.length === 0 ? null : input.at }
}

const blank = (input: CallInput): CallContext => ({
  callSid: input.callSid,
  direction: input.direction ?? 'inbound',
  callerNumber: input.callerNumber,
  callerAddress: input.callerAddress ?? input.callerNumber,
  callerName: input.callerName,
  calledNumber: input.calledNumber,
  forwardedFrom: input.forwardedFrom ?? null,
  verified: input.verified ?? null,
  unconfirmed: input.unconfirmed ?? null,
  callToken: input.callToken ?? null,
  agentId: null,
  talkedBy: [],
  legSid: null,
  legAt: null,
  targetLegSid: null,
  outsideNumber: null,
  outsideExtension: null,
  outsideLegSid: null,
  offeredTo: [],
  ringingAt: [],
  offeredAt: null,
  unheardAt: null,
  declinedBy: [],
  offeredToAll: false,
  parked: null,
  lastPark: null,
  lostBy: null,
  takenFrom: 'ringing',
  transfer: null,
  supervision: null,
  recording:
    input.recording && input.type !== 'CALLED'
      ? { ...recordedBy(input.recording), requested: input.type === 'FOUND_LIVE' }
      : null,
  recordings: [],
  heldAt: null,
  createdAt: input.at,
  answeredAt: null,
  voicemailAt: null,
  endedAt: null,
  outcome: null,
  message: null,
  wrapUp: null,
  closed: null,
  greeting: null,
  limits: input.limits,
})

const recordedBy = ({ rule, announces }: RecordingRule): Omit<Recording, 'requested'> => ({
  rule,
  consent: announces ? 'due' : null,
  asked: null,
  by: null,
  recordingSid: null,
})

const beginnings: Record<CallInput['type'], (input: CallInput) => Partial<CallContext>> = {
  INBOUND: (input) => {
    const { availability, at, reception: { closed, greets } = OPEN_WITHOUT_GREETING } = input
    if (closed !== null || !availability.anyoneSignedIn) return { voicemailAt: at, closed }
    const offeredTo = agentsToOffer(blank(input), availability)
    return { offeredTo, offeredToAll: true, greeting: greets ? 'due' : null }
  },
  FOUND_LIVE: (input) => ({ ...inLot(input, null), recordingsUnknown: true }),
  // The called person may have answered already. If the agent cannot take the call any more, it waits in the lot.
  DIALLED: (input) => ({
    direction: 'outbound',
    takenFrom: 'dial',
    ...(input.unwanted === true || input.by === undefined
      ? inLot(input, input.by ?? null)
      : { agentId: input.by }),
  }),
  CALLED: ({ calledNumber, callerNumber, unwanted, availability, at }) => {
    const colleague = agentIdIn(calledNumber)
    const isFree =
      colleague !== null && calledNumber !== callerNumber && availability.freeAgents.includes(colleague)
    return {
      direction: 'internal',
      takenFrom: 'colleague',
      ...(isFree && unwanted !== true
        ? { offeredTo: [colleague] }
        : { endedAt: at, outcome: 'missed', limits: null }),
    }
  },
}

function inLot({ availability, at, limits }: CallInput, by: string | null): Partial<CallContext> {
  const slot = availability.freeSlots[0] ?? null
  return { parked: { ...orderOf({ slot, by }), at, returnsAt: at + limits.parkMs } }
}
