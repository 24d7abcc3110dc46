import type { CallEventBody } from '../../machines/call/events.ts'
import type { CallInput } from '../../machines/call/new-call.ts'
import type { CallSnapshot } from '../../machines/call/snapshot.ts'
import type { CallView } from '../protocol/call-view.ts'
import type { ProblemCode } from '../protocol/problem.ts'
import type { TimelineEntry } from '../protocol/timeline.ts'

/** What followed from an event. A refusal is an answer, not an error: webhooks ignore it, the API explains it. */
export interface EventReply {
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

export interface EventOrigin {
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
    call: Omit<CallInput, 'limits' | 'at' | 'availability'>,
    delivery?: EventOrigin,
  ): Promise<CallState & { arrived: boolean }>
  send(callSid: string, event: CallEventBody, delivery?: EventOrigin): Promise<EventReply>
  /** What a command's key was answered, where it was answered before. */
  answered(callSid: string, key: string): Promise<EventReply | null>
  /** Fires a stored timer if its token is still the call's and it is due; does nothing otherwise. */
  fire(callSid: string, token: string, trace?: string): Promise<void>
  /** Read from Redis, never from a copy that may be old. */
  state(callSid: string): Promise<CallState | null>
  history(callSid: string): Promise<TimelineEntry[]>
  /** The caller's leg has followed the order of that rev to ask where it belongs. */
  redirectFollowed(callSid: string, rev: number): Promise<void>
  /** Whether it has followed the order of that rev, or a later one. */
  hasFollowedRedirect(callSid: string, rev: number): Promise<boolean>
  /** Whether an agent is available and on no call: read from Redis. */
  isFree(agentId: string): Promise<boolean>
  /** The call that an agent talks on, now. */
  talksOn(agentId: string): Promise<string | null>
  /**
   * An agent's leg is over. @returns the call that it belongs to, null when there is none yet or any more:
   * should it connect only now, because its news was overtaken, it ends there and then.
   */
  noteEarlyEnd(legSid: string): Promise<string | null>
}
