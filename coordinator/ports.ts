import type { AgentEventBody } from '../machines/agent/events.ts'
import type { AgentView } from '../machines/agent/view.ts'
import type { CallInput } from '../machines/call/context.ts'
import type { CallEventBody, FinalStatus } from '../machines/call/events.ts'
import type { CallSnapshot, CallView } from '../machines/call/view.ts'
import type { ProblemCode } from '../machines/problem.ts'

/** The edges between the coordinator's rooms. Everything effectful is handed in through these. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}

/** What followed from an event. A refusal is an answer, not an error: webhooks ignore it, the API explains it. */
export interface Reply {
  ok: boolean
  /** Why not; null when ok. */
  code: ProblemCode | null
  /** The call as it is after this event. Null for a call nobody knows. */
  view: CallView | null
  /** The same key was answered before; `view` is what it was then. */
  replayed: boolean
}

export interface CallState {
  snapshot: CallSnapshot
  rev: number
  view: CallView
}

/** One entry of a call's history; `from` and `to` are its owner before and after. */
export interface HistoryEntry {
  rev: number
  at: string
  event: string
  by: string | null
  from: string | null
  to: string | null
  state: string
  /** What the decision rested on, where it is not the event alone. */
  evidence?: string
  /** How Twilio said that a number was not reached: what the agent who called it wants to know. */
  status?: FinalStatus
}

export interface Delivery {
  /** Scoped by the caller; the first answer to a key is the answer to all later ones, for as long as the call is kept. */
  key?: string
  /** `webhook` keys and `command` keys push out only their own kind (the last 64 of each are kept). */
  keyKind?: 'command' | 'webhook'
  /** The event came in the caller's own request for TwiML: the answer moves the caller, no redirect is owed. */
  answering?: boolean
  evidence?: string
  /** `traceparent` of what the event came with. */
  trace?: string | undefined
}

/** Durable call actors. Every method rejects with `RedisAway` when Redis cannot be reached: nothing was done. */
export interface CallActors {
  /** A call that is known already is returned as it is. `arrived` says which. */
  arrive(
    call: Omit<CallInput, 'limits' | 'at' | 'desk'>,
    delivery?: Delivery,
  ): Promise<CallState & { arrived: boolean }>
  send(callSid: string, event: CallEventBody, delivery?: Delivery): Promise<Reply>
  /** What a command's key was answered, where it was answered before. */
  answered(callSid: string, key: string): Promise<Reply | null>
  /** Fires a stored timer if its token is still the call's and it is due; does nothing otherwise. */
  fire(callSid: string, token: string, trace?: string): Promise<void>
  /** Read from Redis, never from a copy that may be old. */
  state(callSid: string): Promise<CallState | null>
  history(callSid: string): Promise<HistoryEntry[]>
  /** The caller's leg has followed the order of that rev to ask where it belongs. */
  asked(callSid: string, rev: number): Promise<void>
  /** Whether it has followed the order of that rev, or a later one. */
  hasAsked(callSid: string, rev: number): Promise<boolean>
  /** Whether an agent is available and on no call: read from Redis. */
  isFree(agentId: string): Promise<boolean>
  /** The call that an agent talks on, now. */
  talksOn(agentId: string): Promise<string | null>
  /**
   * An agent's leg is over. @returns the call that it belongs to, null when there is none yet or any more:
   * should it connect only now, because its news was overtaken, it ends there and then.
   */
  legIsOver(legSid: string): Promise<string | null>
}

export interface AgentActors {
  /** Creates the agent if need be. @param trace `traceparent` of what the event came with */
  send(agentId: string, name: string, event: AgentEventBody, trace?: string): Promise<AgentView>
  fire(agentId: string, token: string, trace?: string): Promise<void>
  /** Everybody on the desk: whether signed in, and which coordinators serve an open console (`by`). */
  roster(): Promise<{ agentId: string; name: string; signedIn: boolean; by: string[] }[]>
  /** When the agent's console last opened its stream, ms since the epoch; null if it never did. */
  consoleSince(agentId: string): Promise<number | null>
}

/** The desk as this process sees it, a few milliseconds behind Redis at most. Never asks Redis. */
export interface DeskMirror {
  calls(): CallView[]
  /** Those on offer. */
  offered(): CallView[]
  /** Those that this agent has on hold. */
  heldBy(agentId: string): CallView[]
  call(callSid: string): CallView | undefined
  agents(): AgentView[]
  agent(agentId: string): AgentView | undefined
}

/** What is owed to Twilio. Idempotent: running one twice does no more than once. */
export type TwilioCommand = {
  id: string
  callSid: string
  at: number
  /** `traceparent` of what it follows from. */
  trace?: string | undefined
} & (
  | { type: 'redirectCaller'; rev: number }
  | { type: 'completeCaller' }
  | { type: 'completeLeg'; legSid: string }
  | { type: 'dialOutside'; number: string; transferAt?: number | undefined }
  | { type: 'deleteRecording'; recordingSid: string }
)

/** A call as Twilio has it. */
export interface CarrierCall {
  sid: string
  status: string
  direction: string
  from: string
  to: string
  parentCallSid: string | null
  /** Milliseconds since the epoch. */
  startedAt: number | null
}

/** What a caller left, as Twilio has it. */
export interface CarrierRecording {
  sid: string
  /** Null when Twilio does not say. */
  seconds: number | null
}

/** Twilio's REST API, as far as we use it. Rejects with `CarrierRefusal` (final) or `CarrierTrouble` (try again). */
export interface Carrier {
  redirect(legSid: string, url: string): Promise<void>
  complete(legSid: string): Promise<void>
  /** Stops a leg from ringing; one that has been answered goes on. */
  cancel(legSid: string): Promise<void>
  /** Rings a number outside. @returns the leg's sid */
  dial(order: DialOrder): Promise<string>
  /** Resolves also when Twilio has no such recording. */
  deleteRecording(recordingSid: string): Promise<void>
  /** Of the messages that were left on a call, the newest that is complete; null when there is none. */
  newestMessage(callSid: string): Promise<CarrierRecording | null>
  /** Null when Twilio does not know the call. */
  fetchCall(sid: string): Promise<CarrierCall | null>
  /** Live calls to numbers whose voice URL is ours, and such as we began from one of them. */
  liveCallsOfOurs(): Promise<CarrierCall[]>
  /** The legs that are in the room of another call than their own. */
  guests(): Promise<ReadonlySet<string>>
}

export interface DialOrder {
  /** E.164. */
  to: string
  /** What the leg asks when it is answered. */
  url: string
  statusCallback: string
  /** Which of Twilio's callback events are wanted beside the last one. */
  events?: readonly ('initiated' | 'completed')[]
  /** How long it rings, before Twilio's own margin of up to 5 s. */
  ringMs: number
}

/** Numbers outside that agents call. */
export interface Dials {
  /**
   * @param call `to` in E.164 and allowed; `key` the client's idempotency key
   * @throws Refusal `agent_busy`, `rate_limited`, `number_not_allowed` (Twilio's word) or `unavailable`
   */
  call(call: { by: string; to: string; key: string | null; trace?: string | undefined }): Promise<CallView>
  /**
   * Twilio has spoken of the leg of that intent.
   * @param answered somebody has lifted the receiver
   * @returns its call; null when nothing is known of either
   */
  landed(intentId: string, callSid: string, answered: boolean, trace?: string): Promise<CallState | null>
}

/** Runs what is owed to Twilio. */
export interface CommandRunner {
  /** Right after a commit; never rejects. */
  run(commands: readonly TwilioCommand[]): void
  /** From the outbox, by a job. Resolves as soon as it is under way: a Twilio that hangs is to keep no worker from its other work. */
  runStored(commandId: string, attempt: number): Promise<void>
}

/** What is to happen later or again; BullMQ does it (jobs/). Never rejects: the sweep makes up for what is lost. */
export interface Later {
  timer(timer: LaterTimer): void
  /** A command failed with trouble, or its process died: run it again, `afterMs` from now at the soonest. */
  retry(commandId: string, attempt: number, afterMs: number, trace?: string): void
  /** Twilio is to be asked whether the caller and the legs of that call are there. */
  askAbout(callSid: string): void
}

export interface LaterTimer {
  kind: 'call' | 'agent'
  id: string
  token: string
  dueAt: number
  /** `traceparent` of what set it. */
  trace?: string | undefined
}
