import { z } from 'zod'
import { FeedEvents, type StreamOpening } from '../../coordinator/protocol/feed.ts'
import type { ConsoleFacts } from '../../coordinator/protocol/reachability.ts'
import type { Connection } from './desk-store.ts'

/** An event of the stream, parsed. */
export const FeedEvent = z.discriminatedUnion('name', [
  z.object({ name: z.literal('snapshot'), data: FeedEvents.snapshot }),
  z.object({ name: z.literal('beat'), data: FeedEvents.beat }),
  z.object({ name: z.literal('call'), data: FeedEvents.call }),
  z.object({ name: z.literal('agent'), data: FeedEvents.agent }),
  z.object({ name: z.literal('store'), data: FeedEvents.store }),
  z.object({ name: z.literal('voicemail'), data: FeedEvents.voicemail }),
  z.object({ name: z.literal('office'), data: FeedEvents.office }),
  z.object({ name: z.literal('groups'), data: FeedEvents.groups }),
  z.object({ name: z.literal('settings'), data: FeedEvents.settings }),
  z.object({ name: z.literal('contacts'), data: FeedEvents.contacts }),
  z.object({ name: z.literal('signedOut'), data: FeedEvents.signedOut }),
])
export type FeedEvent = z.infer<typeof FeedEvent>

export interface StreamStatus {
  connection: Connection
  /** Several answers in a row began, and nothing followed: something between browser and server holds the body back. */
  heldBack: boolean
  /** Nobody is signed in here any more. The stream goes on when the agent has signed in again. */
  sessionOver: boolean
}

/** What a tab hears from the host of its stream. Both are of the same build, so nobody parses it. */
export type HostMessage =
  | { type: 'opened'; opening: StreamOpening }
  | { type: 'event'; event: FeedEvent }
  /** The server sent what this build does not understand. */
  | { type: 'skipped'; name: string; why: string }
  | ({ type: 'status' } & StreamStatus)
  /** Whether this tab makes the sound for all tabs of the browser. */
  | { type: 'appointed'; appointed: boolean }
  /** The server has taken an echo. Milliseconds since the epoch. */
  | { type: 'proven'; at: number }
  /** The agent has left, or another agent has signed in here. The host has forgotten its tabs. */
  | { type: 'signedOut' }

/** What a host hears from a tab. */
export type TabMessage =
  /** Tell me everything, and then all that follows. */
  | { type: 'join'; facts: ConsoleFacts }
  /** The answer to a beat, or a fact that has changed. */
  | { type: 'facts'; facts: ConsoleFacts }
  /** A request of this tab has failed: the stream may be dead. */
  | { type: 'reopen' }
  | { type: 'leave' }
