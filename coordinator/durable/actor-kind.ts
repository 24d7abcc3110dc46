import type { AnyStateMachine, EventFromLogic, SnapshotFrom } from 'xstate'
import type { z } from 'zod'
import type { Upgrade } from './stored-record.ts'
import type { DelayEvent, TimerChange } from './timer.ts'

/** The types of one kind of actor. */
export interface ActorTypes {
  machine: AnyStateMachine
  /** What may be sent, without the stamp that the kind adds. */
  event: { type: string }
  /** What screens and other actors get to see of it. `rev` is that of the record. */
  view: { rev: number }
  /** What a decision needs to know of other actors, where Redis has just shown that this process knew too little. */
  facts: object
  /** Why an event can be refused. */
  code: string
  /** What a commit owes to the outside. */
  command: OutboxCommand
  /** One line of its history. */
  entry: object
}

/** What is owed to the outside world. Idempotent: to run it twice does no more than once. */
export interface OutboxCommand {
  id: string
  /** When it was committed, ms since the epoch. */
  at: number
}

/** How an event reached the actor, and what must be remembered of that. */
export interface EventOrigin {
  /** The client's name for this request. The first answer to it is the answer to each repetition, while the record is kept. */
  key?: string
  /** `webhook` keys and `command` keys push out only their own kind; the last 64 of each are kept. */
  keyKind?: 'command' | 'webhook'
  /** The response to this very request carries what follows from it, so no command needs to. */
  answering?: boolean
  /** What the decision rests on beside the event, for the history. */
  evidence?: string
  /** `traceparent` of the request. */
  trace?: string | undefined
}

/** A change that is about to be committed. */
export interface ActorChange<T extends ActorTypes> {
  before: { snapshot: SnapshotFrom<T['machine']>; view: T['view'] } | null
  after: SnapshotFrom<T['machine']>
  event: { type: string }
  rev: number
  /** Milliseconds since the epoch. */
  at: number
  origin: EventOrigin
}

/** How an actor begins: its first snapshot, and the event that its history starts with. */
export interface Beginning<T extends ActorTypes> {
  snapshot: SnapshotFrom<T['machine']>
  timers: TimerChange
  event: { type: string }
  /** In place of the origin of the request. */
  origin?: EventOrigin
}

/** What to do after a conflict: decide again, knowing more; or refuse. */
export type Resolution<T extends ActorTypes> = { facts: T['facts'] } | { code: T['code'] }

/**
 * What a kind of actor brings to the host: its machine, its view, its version and upgrade steps, and what its commit
 * checks and writes. All of it is pure, but for `recheck`, which reads Redis.
 */
export interface ActorKind<T extends ActorTypes> {
  /** Names the kind in timers, jobs and the feed. */
  readonly name: string
  /** What logs and traces call its id, such as `callSid`. */
  readonly idName: string
  readonly machine: T['machine']
  /** Of the machine's stored snapshots. A record of a newer version is left alone. */
  readonly version: number
  readonly upgrade: Upgrade
  readonly view: z.ZodType<T['view']>
  readonly code: z.ZodType<T['code']>
  readonly entry: z.ZodType<T['entry']>
  /** The facts of a first attempt. */
  readonly noFacts: T['facts']
  /** How many records a process holds as copies, so that a decision need not begin with a read. */
  readonly copies: number

  readonly commit: {
    /** Defines what the kind checks and writes, and includes durable/commit.lua. */
    readonly script: URL
    /** Keys that it uses beside those of the host. */
    readonly keys: Readonly<Record<string, string>>
  }
  keysOf(id: string): { record: string; requests: string; history: string }

  idOf(snapshot: SnapshotFrom<T['machine']>): string
  /** Whether nothing more is expected to happen to it: no copy is held. */
  isOver(snapshot: SnapshotFrom<T['machine']>): boolean

  /** The event as the machine sees it: with its time, and with what must be known of others at that moment. */
  stamp(event: T['event'] | DelayEvent, at: number, facts: T['facts']): EventFromLogic<T['machine']>
  /** Why the event changed nothing. */
  refusalOf(
    snapshot: SnapshotFrom<T['machine']>,
    event: T['event'] | DelayEvent,
    facts: T['facts'],
  ): T['code']
  /** Before a refusal: reads again what this process may know too late. Null: the refusal stands. */
  recheck(code: T['code'], event: T['event'] | DelayEvent, facts: T['facts']): Promise<T['facts'] | null>
  /** @param event null when an actor was to be created: it is decided again, never refused */
  resolve(
    conflict: readonly string[],
    event: T['event'] | DelayEvent | null,
    facts: T['facts'],
  ): Resolution<T>

  viewOf(
    after: SnapshotFrom<T['machine']>,
    change: { rev: number; at: number; before: T['view'] | null },
  ): T['view']
  /** As it is stored: `entry` reads it. */
  entryOf(change: ActorChange<T>): object
  commandsOf(change: ActorChange<T>): T['command'][]
  /** What its script checks and writes, as JSON; with `expireMs` the record expires. What is empty is left out. */
  planOf(change: ActorChange<T>): object
}
