import type { AgentView } from '../../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import type { DeskSnapshot } from '../../../coordinator/protocol/feed.ts'
import type { ProblemCode } from '../../../coordinator/protocol/problem.ts'
import type { TimelineEntry } from '../../../coordinator/protocol/timeline.ts'

/** Something that a console's event stream said. */
export type SeenEvent = {
  /** Counts up with each connection of this console. */
  connection: number
  /** The stream's id; null where the event has none. */
  id: string | null
} & (
  | { event: 'snapshot'; data: DeskSnapshot }
  | { event: 'call'; data: CallView }
  | { event: 'agent'; data: AgentView }
  | { event: 'store'; data: { reachable: boolean } }
)

export interface ConsoleLog {
  name: string
  seen: readonly SeenEvent[]
  /** What is on its screen when the stretch is over: the newest view of each call that lives, and of each agent. */
  shows: { calls: readonly CallView[]; agents: readonly AgentView[] }
}

/** How a command was answered. */
export type CommandOutcome =
  /** 2xx: it was done, and this is what became of the call. */
  | { kind: 'acknowledged'; view: CallView }
  /** A problem with a code: it was not done. 503 `unavailable` is one of these. Null: an answer that is not put in our words. */
  | { kind: 'refused'; status: number; code: ProblemCode | null }
  /** No answer came, so it is unknown. */
  | { kind: 'unknown'; why: string }

/** The name of an agent's command, as the call's history has it. */
export type CommandName =
  | 'CLAIM'
  | 'DECLINE'
  | 'HOLD'
  | 'RESUME'
  | 'PARK'
  | 'UNPARK'
  | 'TRANSFER'
  | 'COMPLETE'
  | 'CANCEL'
  | 'MERGE'
  | 'LEAVE'
  | 'HANGUP'

/** One intention of one agent: sent again under the same key, it is still the same one. Times are ms since the epoch. */
export interface SentCommand {
  by: string
  callSid: string
  command: CommandName
  sentAt: number
  answeredAt: number
  /** How many tries before the last one nobody answered. */
  unanswered: number
  /** Of the last try. */
  outcome: CommandOutcome
}

/** An entry of the feed's stream as Redis keeps it: the one order of everything that was committed. */
export type StoredFeedEntry = { id: string } & ({ call: CallView } | { agent: AgentView })

/** A leg as the carrier has it. */
export interface CarrierLeg {
  callSid: string
  status: string
  from: string
  direction: string
  /** Where the caller is, in words: `ringing`, `talking with …`, `hold music`, `park music`, `voicemail`. */
  where: string
  withLegs: readonly { callSid: string; identity: string }[]
  endedAt: string | null
}

/** All that is known from outside about a stretch of a desk's life. */
export interface Observed {
  consoles: readonly ConsoleLog[]
  commands: readonly SentCommand[]
  /** What was asked in the stretches before. */
  earlier: readonly SentCommand[]
  /** Of every call of that stretch, ended ones included. */
  histories: ReadonlyMap<string, readonly TimelineEntry[]>
  /** In order, and complete after `since`. Before that it has the newest entry of each thing that was there, calls first. */
  feed: readonly StoredFeedEntry[]
  /** Id of the feed at which the stretch begins. */
  since: string
  /** What is stored of each call when the stretch is over, ended ones included. */
  stored: readonly CallView[]
  /** Every leg that the carrier had in that stretch, as it was when it was over. */
  legs: readonly CarrierLeg[]
  /** Callers who put the receiver down themselves. */
  hungUp: ReadonlySet<string>
}

/** A caller's leg: neither an agent's browser nor a number that was dialled by us. */
export const isCaller = ({ direction, from }: CarrierLeg) =>
  direction === 'inbound' && !from.startsWith('client:')

export const isLive = ({ endedAt }: { endedAt: string | null }) => endedAt === null
