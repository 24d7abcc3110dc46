import type { CallEventBody } from '../../machines/call/events.ts'
import type { CallInput } from '../../machines/call/new-call.ts'
import type { CallSnapshot } from '../../machines/call/snapshot.ts'
import type { EventOrigin } from '../durable/actor-kind.ts'
import type { CallView } from '../protocol/call-view.ts'
import type { ProblemCode } from '../protocol/problem.ts'
import type { TimelineEntry } from '../protocol/timeline.ts'

/** What an event was answered. A refusal is an answer, not an error: webhooks ignore it, the API explains it. */
export interface EventReply {
  ok: boolean
  /** Why not; null when ok. */
  code: ProblemCode | null
  /** The call after this event. Null for an unknown call. */
  view: CallView | null
  /** The same key was answered before; `view` is what it was then. */
  replayed: boolean
}

export interface CallState {
  snapshot: CallSnapshot
  rev: number
  view: CallView
}

/**
 * Durable call actors. Every method rejects with `RedisAway` when Redis cannot be reached: then nothing was done. Those
 * that read or change a call reject with `ActorIsNewer` when a newer version wrote it.
 */
export interface CallActors {
  /** Creates a call, or returns the known one as it is. `arrived`: it was created. */
  arrive(
    call: Omit<CallInput, 'limits' | 'at' | 'availability'>,
    origin?: EventOrigin,
  ): Promise<CallState & { arrived: boolean }>
  send(callSid: string, event: CallEventBody, origin?: EventOrigin): Promise<EventReply>
  /** What a command's key was answered; null when it is new. */
  answered(callSid: string, key: string): Promise<EventReply | null>
  /** Fires a stored timer if its token is still the call's and it is due. Does nothing otherwise. */
  fire(callSid: string, token: string, trace?: string): Promise<void>
  /** The call as it is in Redis now; null for an unknown one. */
  state(callSid: string): Promise<CallState | null>
  /** Oldest entry first. */
  history(callSid: string): Promise<TimelineEntry[]>
  /** A leg of a call has requested TwiML by the redirect of that rev of the call. The sid of a call is that of its caller's leg. */
  redirectFollowed(legSid: string, rev: number): Promise<void>
  /** Whether the leg has requested TwiML by the redirect of that rev or a later one. */
  hasFollowedRedirect(legSid: string, rev: number): Promise<boolean>
  /** Whether an agent is available and on no call, in Redis now. */
  isFree(agentId: string): Promise<boolean>
  /** The call on which an agent talks, in Redis now. */
  talksOn(agentId: string): Promise<string | null>
  /**
   * The carrier says that an agent's leg has ended. Should it connect only now, because the two messages overtook each
   * other, it counts as ended at once.
   * @returns the call that wants the leg. For the leg of a caller, or of an agent who called a colleague, that is the leg's
   * own sid. Null: no call wants it any more, or its call has not arrived yet
   */
  noteEarlyEnd(legSid: string): Promise<string | null>
}
