import type { AnyMachineSnapshot, SnapshotFrom } from 'xstate'
import type { Tracing } from '../ops/tracing.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Clock, Runtime } from '../runtime.ts'
import type { ActorKind, ActorTypes, Beginning, EventOrigin } from './actor-kind.ts'
import type { ActorRecord } from './actor-record.ts'
import { type ActorReply, ActorStore, type CommitResult, type SharedKeys } from './actor-store.ts'
import { decide } from './decide.ts'
import type { FeedAppend } from './feed-entry.ts'
import { RecordCache } from './record-cache.ts'
import { type DelayEvent, delayEventOf, type Timer } from './timer.ts'

/** Many events may reach one actor in the same instant: each loser decides again on what the winner left. */
const MOST_TRIES = 100

/** What a commit of this process has changed, and what follows from it. */
export interface Commit<T extends ActorTypes> {
  id: string
  snapshot: SnapshotFrom<T['machine']>
  view: T['view']
  feed: FeedAppend
  /** The timers that it set. */
  timers: readonly ScheduledTimer[]
  commands: readonly T['command'][]
  /** `traceparent` of the request. */
  trace: string | undefined
}

export interface ScheduledTimer {
  /** The kind of actor. */
  kind: string
  id: string
  token: string
  /** Milliseconds since the epoch. */
  dueAt: number
  /** `traceparent` of what set it. */
  trace?: string | undefined
}

export interface ActorHostDeps<T extends ActorTypes> {
  redis: RedisClient
  keys: SharedKeys
  clock: Clock
  runtime: Runtime
  tracing: Tracing
  /** Called after each commit of this process, before its answer. Must not throw. */
  committed(commit: Commit<T>): void
  /** A timer that was fired too early is to be fired again. */
  scheduleTimer(timer: ScheduledTimer): void
  /** Called after each attempt to commit, for the metrics and the log. */
  attempted?(
    id: string,
    event: string,
    outcome: CommitResult<T>['outcome'],
    tookMs: number,
    trace?: string,
  ): void
}

/** An event, or a delay of the chart that has passed. */
interface Step<T extends ActorTypes> {
  event: T['event'] | DelayEvent
  origin: EventOrigin
  /** The step is dropped if the record no longer has this timer. */
  timer?: Timer
  /** The snapshot to start from when there is no such actor. */
  orNew?: (() => SnapshotFrom<T['machine']>) | undefined
}

/**
 * Hosts the actors of one kind. One event is: load, decide, commit. No actor lives in memory between two events: a process
 * holds a copy. The rev shows when a copy is old. Its commit is refused, and the event is decided again.
 *
 * Every method rejects with `RedisAway` when Redis cannot be reached, and then nothing was done. It rejects with
 * `ActorIsNewer` when a newer version of the machine wrote the record.
 */
export class ActorHost<T extends ActorTypes> {
  readonly #store: ActorStore<T>
  readonly #copies: RecordCache<T>

  constructor(
    private readonly kind: ActorKind<T>,
    private readonly deps: ActorHostDeps<T>,
  ) {
    this.#store = new ActorStore(kind, deps.redis, deps.keys, deps.runtime)
    this.#copies = new RecordCache(this.#store, ({ snapshot }) => kind.isOver(snapshot), kind.copies)
  }

  /**
   * @param orNew makes the first snapshot of an actor that is not stored; without it such an actor is unknown
   * @returns null for an unknown actor
   */
  send(
    id: string,
    event: T['event'],
    origin: EventOrigin = {},
    orNew?: () => SnapshotFrom<T['machine']>,
  ): Promise<ActorReply<T> | null> {
    return this.#traced(id, { event, origin, orNew })
  }

  /**
   * Creates an actor, or finds it.
   * @param begin called for each attempt, with the facts of the conflicts so far
   */
  async create(
    id: string,
    begin: (at: number, facts: T['facts']) => Beginning<T>,
    origin: EventOrigin = {},
  ): Promise<{ record: ActorRecord<T>; created: boolean }> {
    let facts = this.kind.noFacts
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const at = this.deps.clock.now()
      const { snapshot, timers, event, origin: changedOrigin = origin } = begin(at, facts)
      const result = await this.#timed(id, event.type, origin.trace, () =>
        this.#store.change(id, null, snapshot, timers, { event, at, origin: changedOrigin }),
      )
      if (result.outcome === 'done') {
        this.#announce(id, result, timers.added, origin.trace)
        return { record: result.record, created: true }
      }
      if (result.outcome === 'conflict') {
        const resolution = this.kind.resolve(result.conflict, null, facts)
        if ('facts' in resolution) facts = resolution.facts
        continue
      }
      const known = result.outcome === 'stale' ? result.record : await this.#copies.read(id)
      if (known) return { record: this.#copies.keep(id, known), created: false }
    }
    throw new Error(`${id} could neither be created nor found`)
  }

  /** Fires a stored timer if its token is still the actor's and it is due. Does nothing otherwise. */
  async fire(id: string, token: string, trace?: string): Promise<void> {
    const record = await this.#copies.read(id)
    const timer = record?.timers.find((one) => one.token === token)
    if (!timer) return this.#store.dropTimer(id, token)
    if (timer.dueAt > this.deps.clock.now())
      return this.deps.scheduleTimer({ kind: this.kind.name, id, token, dueAt: timer.dueAt, trace })
    await this.#traced(id, { event: delayEventOf(timer), origin: { trace }, timer })
  }

  /** The record as it is in Redis now; null when there is none. */
  current(id: string): Promise<ActorRecord<T> | null> {
    return this.#copies.current(id)
  }

  /** The copy of this process, which may be old; without one the record in Redis. */
  find(id: string): Promise<ActorRecord<T> | null> {
    return this.#copies.find(id)
  }

  /** Whether an event would change the actor. @param facts what the decision knows of others */
  can({ snapshot }: ActorRecord<T>, event: T['event'], facts: T['facts']): boolean {
    const machineSnapshot: AnyMachineSnapshot = snapshot
    return machineSnapshot.can(this.kind.stamp(event, this.deps.clock.now(), facts))
  }

  /** What a command's key was answered; null when it is new. */
  answered(id: string, key: string): Promise<ActorReply<T> | null> {
    return this.#store.answered(id, key)
  }

  /** Oldest entry first; the last 1,000. */
  history(id: string): Promise<T['entry'][]> {
    return this.#store.history(id)
  }

  /** Another process committed that rev. */
  forget(id: string, rev: number): void {
    this.#copies.forget(id, rev)
  }

  /** Other processes may have committed unseen. */
  forgetAll(): void {
    this.#copies.forgetAll()
  }

  /** Whether this process holds the actor as that rev left it. */
  holds(id: string, rev: number): boolean {
    return this.#copies.holds(id, rev)
  }

  #traced(id: string, step: Step<T>): Promise<ActorReply<T> | null> {
    const about = {
      name: 'commit',
      parent: step.origin.trace,
      attributes: { [this.kind.idName]: id, event: step.event.type },
    }
    return this.deps.tracing.run(about, (trace) =>
      this.#sendUntilCommitted(id, { ...step, origin: { ...step.origin, trace } }),
    )
  }

  async #sendUntilCommitted(id: string, step: Step<T>): Promise<ActorReply<T> | null> {
    const { kind } = this
    const { event, origin, timer } = step
    const orNew = (record: ActorRecord<T> | null) => record ?? this.#unstored(step)
    let record = orNew(await this.#copies.find(id))
    let facts: T['facts'] = kind.noFacts
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      if (!record) return null
      if (timer && !isSet(record, timer)) return done(record, false)
      const { code, result } = await this.#attempt(id, record, step, facts)
      switch (result.outcome) {
        case 'done':
          return { ...done(result.record, false), feedJson: result.feedJson }
        case 'refused':
          return { ok: false, code, view: record.view, replayed: false }
        case 'seen':
          if (result.reply) return result.reply
          record = await this.#copies.read(id)
          return record && done(record, true)
        case 'stale':
          record = orNew(this.#copies.replace(id, result.record))
          break
        case 'recheck':
          facts = result.facts
      }
    }
    throw new Error(`${id} changes faster than it can be decided on (${event.type}, ${origin.trace})`)
  }

  /** Decides on what is known, and commits. */
  async #attempt(id: string, record: ActorRecord<T>, step: Step<T>, facts: T['facts']) {
    const { kind } = this
    const { event, origin, timer } = step
    const at = this.deps.clock.now()
    const decision = decide(kind.machine, record, kind.stamp(event, at, facts), record.rev + 1, at)
    const refuse = async (code: T['code'], dropTimer?: Timer) => ({
      code,
      result: await this.#timed(id, event.type, origin.trace, () =>
        this.#store.refuse(id, record, code, origin, dropTimer),
      ),
    })
    // An actor that is not stored yet is stored by its first event, also by one that changes nothing.
    if (!decision.changed && record.rev > 0) {
      const code = kind.refusalOf(record.snapshot, event, facts)
      const fresh = await kind.recheck(code, event, facts)
      // A delay that the machine ignores will never matter again.
      return fresh ? { code, result: { outcome: 'recheck' as const, facts: fresh } } : refuse(code, timer)
    }
    const result = await this.#timed(id, event.type, origin.trace, () =>
      this.#store.change(id, record, decision.snapshot, decision, { event, at, origin }),
    )
    if (result.outcome === 'done') this.#announce(id, result, decision.added, origin.trace)
    if (result.outcome !== 'conflict') return { code: null, result }
    const resolution = kind.resolve(result.conflict, event, facts)
    return 'code' in resolution
      ? refuse(resolution.code)
      : { code: null, result: { outcome: 'recheck' as const, facts: resolution.facts } }
  }

  #announce(
    id: string,
    { record, feed, commands }: CommitResult<T> & { outcome: 'done' },
    added: readonly Timer[],
    trace: string | undefined,
  ) {
    this.#copies.keep(id, record)
    const timers = added.map(({ token, dueAt }) => ({ kind: this.kind.name, id, token, dueAt, trace }))
    this.deps.committed({ id, snapshot: record.snapshot, view: record.view, feed, timers, commands, trace })
  }

  async #timed<Result extends { outcome: CommitResult<T>['outcome'] }>(
    id: string,
    event: string,
    trace: string | undefined,
    commit: () => Promise<Result>,
  ): Promise<Result> {
    const { runtime, attempted } = this.deps
    const startedAt = runtime.elapsed()
    const result = await commit()
    attempted?.(id, event, result.outcome, runtime.elapsed() - startedAt, trace)
    return result
  }

  #unstored({ orNew }: Step<T>): ActorRecord<T> | null {
    if (!orNew) return null
    const snapshot = orNew()
    const view = this.kind.viewOf(snapshot, { rev: 0, at: 0, before: null })
    return { rev: 0, at: 0, snapshot, timers: [], view }
  }
}

const isSet = <T extends ActorTypes>(record: ActorRecord<T>, timer: Timer) =>
  record.timers.some(({ token }) => token === timer.token)

const done = <T extends ActorTypes>({ view }: ActorRecord<T>, replayed: boolean): ActorReply<T> => ({
  ok: true,
  code: null,
  view,
  replayed,
})
