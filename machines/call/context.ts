import type { Availability } from './availability.ts'

/** How long the consoles that ring have to acknowledge an offer. */
export const RING_PROOF_MS = 3_000

/** Durations in milliseconds. A call keeps the limits that were in force when it arrived. */
export interface CallLimits {
  ringMs: number
  joinMs: number
  parkMs: number
  returnMs: number
  transferMs: number
  /** How long a number rings that an agent dials. */
  dialMs: number
}

/** What the parker has said. */
export interface ParkOrder {
  slot: number | null
  by: string | null
  note: string | null
  /** The colleague who is rung when the call returns. Null: it returns to `by`. */
  for: string | null
  /**
   * Where the call goes next if the agent it returns to does not take it: `voicemail`, `agent:<id>`, or a number in E.164,
   * with an extension as `;ext=<digits>`. Null: to everybody, also once this has been tried.
   */
  elseTo: string | null
}

export interface Parked extends ParkOrder {
  at: number
  returnsAt: number | null
}

export interface Transfer {
  from: string
  /** `agent:<id>`, or a number in E.164. */
  to: string
  kind: 'blind' | 'consult'
  at: number
}

/** A supervisor hears the talk of an agent and a caller. */
export interface Supervision {
  by: string
  /** Who hears the supervisor: nobody, the owner alone, everybody who talks. */
  mode: 'listen' | 'whisper' | 'join'
  at: number
  /** Null until the supervisor's browser has connected. */
  legSid: string | null
}

/** A message that the caller left on the voicemail. */
export interface Message {
  recordingSid: string
  at: number
  /** Whole seconds, as Twilio counts them. Null where Twilio did not say. */
  seconds: number | null
  /** The agent who listened first. All agents share one voicemail. */
  heard: { by: string; at: number } | null
}

/** How the office lets a call be recorded. Null: never. */
export interface RecordingRule {
  /** `on_demand`: from when an agent asks for it. `always`: from the first talk on. */
  rule: 'on_demand' | 'always'
  /** Whether the caller is told before it begins. */
  announces: boolean
}

/** Of a call that may be recorded. The caller's leg is recorded, and only while the caller talks with an agent. */
export interface Recording {
  rule: RecordingRule['rule']
  /** Whether the caller has heard the notice: nothing is recorded before. Null: there is no notice. */
  consent: 'due' | 'heard' | null
  /** What an agent has asked for. Null: nobody has, so it is as the rule says. */
  asked: 'on' | 'paused' | 'off' | null
  by: string | null
  /** The recording that goes on, or pauses. Null until Twilio has begun one. */
  recordingSid: string | null
  /** Twilio was asked to begin one, or may have been before the call was adopted, and nobody knows yet whether it has. */
  requested: boolean
}

/** A recording that Twilio has begun. */
export interface KeptRecording {
  recordingSid: string
  at: number
  /** Whole seconds, pauses included. Null until it is complete. */
  seconds: number | null
  /** False: it is deleted at Twilio, or will be. */
  kept: boolean
  /**
   * What Twilio has confirmed last. `resuming`: it was asked to go on, and may do so yet. Says nothing once the call has
   * ended: Twilio ends a recording with the leg.
   */
  state: 'on' | 'resuming' | 'paused' | 'off'
  /** Requests to go on that Twilio has not answered: how many, and when the last was sent. Absent: none. */
  unanswered?: { requests: number; at: number }
}

/** What an agent noted of the call. All agents share it: each may complete or replace what another noted. */
export interface WrapUp {
  note: string | null
  /** Outcomes by the office's own words. */
  tags: string[]
  by: string
  at: number
}

/** How the office receives a call that arrives now. */
export interface Reception {
  /** What a closed office does with the call. Null: the office is open. */
  closed: 'voicemail' | 'hangup' | null
  /** Whether the caller hears a greeting before the ringback. */
  greets: boolean
}

export type Outcome = 'answered' | 'abandoned' | 'voicemail' | 'missed' | 'removed' | 'failed'

/** Stored as JSON: plain values only. The names are stored too, so a rename needs a migration. Times are ms since the epoch. */
export interface CallContext {
  callSid: string
  /** `outbound`: an agent called a number. `internal`: an agent called a colleague. */
  direction: 'inbound' | 'outbound' | 'internal'
  /** A number in E.164; `agent:<id>` on an internal call. */
  callerNumber: string | null
  /**
   * What the carrier sent as the caller's address, cleaned: a number, `sip:…`, `client:…`, a short number; `agent:<id>` on
   * an internal call. Null: the number is withheld.
   */
  callerAddress: string | null
  callerName: string | null
  /** In the same form as `callerNumber`. */
  calledNumber: string | null
  /** The number, or other address, from which the call was forwarded to ours. */
  forwardedFrom: string | null
  /** How far the caller's carrier vouches for the number: A fully, B for the caller alone, C for neither (STIR/SHAKEN). */
  verified: 'A' | 'B' | 'C' | null
  /** Our carrier could not confirm the number: its signature was wrong, or it had none. Null where nothing is said. */
  unconfirmed: 'failed' | 'unsigned' | null
  /** The agent who has talked with the caller and says that it is who the number names. Absent until somebody says so. */
  confirmedBy?: string
  /** With it the carrier lets a forwarded leg show the caller's own number. */
  callToken: string | null

  /** The owner: the one agent whose call it is. */
  agentId: string | null
  /** The agents who have talked with the caller, or with the called person, in order. */
  talkedBy: string[]
  /** The owner's leg, and when it connected. */
  legSid: string | null
  legAt: number | null
  /** The target's leg in a consultation. */
  targetLegSid: string | null
  outsideNumber: string | null
  /** The keys that reach a person behind the outside number. Sent when it answers. */
  outsideExtension: string | null
  outsideLegSid: string | null

  offeredTo: string[]
  /** Those of `offeredTo` whose consoles have acknowledged that they ring. */
  ringingAt: string[]
  /** When the offer last changed: its consoles have `RING_PROOF_MS` to acknowledge it. Null: there is no offer. */
  offeredAt: number | null
  /** When it was noticed that nobody acknowledges the offer. From then on it goes to agents too whose consoles do not ring. */
  unheardAt: number | null
  declinedBy: string[]
  /** The offer is to every free agent, so `offeredTo` changes when agents become free or busy. */
  offeredToAll: boolean

  parked: Parked | null
  /** How the call was parked last. It goes back there if the agent who took it never connects. */
  lastPark: ParkOrder | null
  /** The agent whose leg was lost. The call returns to this agent alone as soon as the agent is back. */
  lostBy: string | null
  /** Where the owner took the call from. It decides where the call goes if the owner never connects. */
  takenFrom: 'ringing' | 'lot' | 'transfer' | 'hold' | 'dial' | 'colleague'
  /** Also of a call in the lot, while the number of its `elseTo` rings. */
  transfer: Transfer | null

  supervision: Supervision | null
  /** Null: the office does not record this call. Null too once the call has ended and its recordings are known. */
  recording: Recording | null
  /** Oldest first. They outlast the call, as the message does. */
  recordings: KeptRecording[]
  /**
   * Twilio had the call, and it was not stored here: there may be recordings of before. False once Twilio was asked after the
   * end; absent where the call was stored from its first ring.
   */
  recordingsUnknown?: boolean
  /** The person whose call it was is erased: what Twilio tells of from then on is deleted there. Absent until then. */
  erased?: true
  heldAt: number | null
  createdAt: number
  answeredAt: number | null
  /** When the caller was sent to the voicemail, from where nobody has taken the call since. */
  voicemailAt: number | null
  endedAt: number | null
  outcome: Outcome | null
  /** Kept until an agent removes it, or until it is older than the history is kept. */
  message: Message | null
  wrapUp: WrapUp | null
  /** What the office did with callers when this call arrived. */
  closed: Reception['closed']
  /** Whether the caller has heard the greeting. An agent who answers cuts it short. Null: there is no greeting. */
  greeting: 'due' | 'done' | null
  /** Null once the call has ended: an ended call is small. */
  limits: CallLimits | null
}

/** An echo that comes sooner after the loss of a leg may have been under way before: it does not prove that the console is there. */
export const ECHO_PROVES_AFTER_MS = 1_500

/** A limit of a live call, in milliseconds. */
export const limitOf = ({ limits }: CallContext, limit: keyof CallLimits): number => limits?.[limit] ?? 0

/** What the agents and the rule say of recording a call. */
export const recordingOrder = ({ rule, asked }: Recording): 'on' | 'paused' | 'off' =>
  asked ?? (rule === 'always' ? 'on' : 'off')

/** The agent id in `agent:<id>`; null for a number. */
export const agentIdIn = (party: string | null | undefined): string | null =>
  party?.startsWith('agent:') ? party.slice('agent:'.length) : null

/** The agent who made an internal call. This agent's leg is the caller's leg, so the agent cannot own the call. */
export const callingAgent = (context: CallContext): string | null =>
  context.direction === 'internal' ? agentIdIn(context.callerNumber) : null

/** The agent the call is transferred to. Null when it goes to a number. */
export const transferTarget = (context: CallContext): string | null => agentIdIn(context.transfer?.to)

/** The number in `elseTo`, and the keys that reach a person behind it. Null: it is no number. */
export function elseNumberOf(parked: Parked | null): { number: string; extension: string | null } | null {
  if (parked?.elseTo?.startsWith('+') !== true) return null
  const [number = '', extension = null] = parked.elseTo.split(';ext=')
  return { number, extension }
}

/** The caller's carrier says that the number is the caller's. */
export const carrierVouches = ({
  verified,
  unconfirmed,
}: Pick<CallContext, 'verified' | 'unconfirmed'>): boolean =>
  unconfirmed === null && (verified === 'A' || verified === 'B')

/** The caller was at the voicemail to the end: a message may still arrive. */
export const mayGetMessage = ({ outcome, voicemailAt }: Pick<CallContext, 'outcome' | 'voicemailAt'>) =>
  voicemailAt !== null && (outcome === 'missed' || outcome === 'answered')

/** An agent made the call, and the called person has not answered yet. */
export const isUnanswered = ({ direction, answeredAt, parked }: CallContext): boolean =>
  direction !== 'inbound' && answeredAt === null && parked === null

/**
 * Whether a call that rings at this agent alone rings at somebody who can take it. Proof narrows a ring, and never empties
 * it: if no free agent has a console that can ring, all free agents count.
 */
export const canTakeCall = (agentId: string, { freeAgents, reachableAgents }: Availability): boolean =>
  freeAgents.includes(agentId) && (reachableAgents.includes(agentId) || reachableAgents.length === 0)

/**
 * Free agents who have not declined the call and did not make it. Of these, the agents whose consoles can ring; all of
 * them if there is no such agent, or if no console has acknowledged the offer. A console that has acknowledged the ring and
 * has gone silent since counts no more.
 */
export function agentsToOffer(context: CallContext, availability: Availability): string[] {
  const agents = availability.freeAgents.filter(
    (agentId) => !context.declinedBy.includes(agentId) && agentId !== callingAgent(context),
  )
  const reachable = agents.filter((agentId) => availability.reachableAgents.includes(agentId))
  return reachable.length === 0 || context.unheardAt !== null ? agents : reachable
}
