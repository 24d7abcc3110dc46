import type { SnapshotFrom } from 'xstate'
import { z } from 'zod'
import type { RedisClient } from '../redis/client.ts'
import { asking, changeScript, type Script } from '../redis/script.ts'
import type { Runtime } from '../runtime.ts'
import type { ActorChange, ActorKind, ActorTypes, EventOrigin } from './actor-kind.ts'
import { type ActorRecord, RECORD_FIELDS, recordFrom } from './actor-record.ts'
import { persist } from './decide.ts'
import type { FeedAppend, FeedEntry } from './feed-entry.ts'
import { type Timer, type TimerChange, timerMember } from './timer.ts'

/** What an event was answered. A refusal is an answer, not an error. */
export interface ActorReply<T extends ActorTypes> {
  ok: boolean
  /** Why not; null when ok. */
  code: T['code'] | null
  /** The actor's view after the event. */
  view: T['view']
  /** The same key was answered before; `view` is what it was then. */
  replayed: boolean
  /** The actor's entry in the feed as JSON, when this request has changed the actor. */
  feedJson?: string
}

/** The keys of Redis that every commit uses. */
export interface SharedKeys {
  feed: string
  timers: string
  outbox: string
  owed: string
}

export type CommitResult<T extends ActorTypes> =
  | { outcome: 'done'; record: ActorRecord<T>; commands: T['command'][]; feed: FeedAppend; feedJson: string }
  | { outcome: 'refused' }
  /** The key was answered before. Without a reply it was this very request, sent again after its answer was lost. */
  | { outcome: 'seen'; reply: ActorReply<T> | null }
  /** The record has changed since it was read. */
  | { outcome: 'stale'; record: ActorRecord<T> | null }
  /** The kind's own check failed. */
  | { outcome: 'conflict'; conflict: string[] }

const KEYS = ['record', 'requests', 'history', 'feed', 'timers', 'outbox', 'owed'] as const
const ARGS = [
  'rev',
  'at',
  'request',
  'keyKind',
  'refusal',
  'now',
  'snapshot',
  'timers',
  'view',
  'entry',
  'version',
  'plan',
] as const
type Args = Record<(typeof ARGS)[number], string | number>

const Result = z.array(z.string().nullable())

/** Actors of one kind in Redis. Each method is one round trip, and rejects with `RedisAway`. */
export class ActorStore<T extends ActorTypes> {
  readonly #script: Script<string, (typeof ARGS)[number]>

  constructor(
    private readonly kind: ActorKind<T>,
    private readonly redis: RedisClient,
    private readonly shared: SharedKeys,
    private readonly runtime: Pick<Runtime, 'elapsed' | 'uuid'>,
  ) {
    const keys: string[] = [...KEYS, ...Object.keys(kind.commit.keys)]
    this.#script = changeScript(kind.commit.script, { keys, args: ARGS })
  }

  /** @throws ActorIsNewer */
  async load(id: string): Promise<ActorRecord<T> | null> {
    const fields = await asking(() => this.redis.hmget(this.kind.keysOf(id).record, ...RECORD_FIELDS))
    return recordFrom(this.kind, id, fields)
  }

  /** Whether the record in Redis is still that one. */
  async isCurrent(id: string, { rev, at }: ActorRecord<T>): Promise<boolean> {
    const [nowRev, nowAt] = await asking(() => this.redis.hmget(this.kind.keysOf(id).record, 'rev', 'at'))
    return Number(nowRev) === rev && Number(nowAt) === at
  }

  /** What a command's key was answered. */
  async answered(id: string, key: string): Promise<ActorReply<T> | null> {
    const answer = await asking(() => this.redis.hget(this.kind.keysOf(id).requests, `c:${key}`))
    return answer === null ? null : this.#replyFrom(answer)
  }

  /** Oldest entry first. */
  async history(id: string): Promise<T['entry'][]> {
    const entries = await asking(() => this.redis.lrange(this.kind.keysOf(id).history, 0, -1))
    return entries.map((json) => this.kind.entry.parse(JSON.parse(json)))
  }

  async dropTimer(id: string, token: string): Promise<void> {
    await asking(() => this.redis.zrem(this.shared.timers, timerMember(this.kind.name, id, token)))
  }

  async change(
    id: string,
    before: ActorRecord<T> | null,
    after: SnapshotFrom<T['machine']>,
    timers: TimerChange,
    { event, at, origin }: Pick<ActorChange<T>, 'event' | 'at' | 'origin'>,
  ): Promise<CommitResult<T>> {
    const { kind } = this
    const isStored = before !== null && before.rev > 0
    const rev = (before?.rev ?? 0) + 1
    const change: ActorChange<T> = { before: isStored ? before : null, after, event, rev, at, origin }
    const view = kind.viewOf(after, { rev, at, before: isStored ? before.view : null })
    const commands = kind.commandsOf(change)
    const viewJson = JSON.stringify(view)
    const member = ({ token }: Timer) => timerMember(kind.name, id, token)
    const result = await this.#commit(id, {
      rev: rev - 1,
      at: isStored ? before.at : '',
      request: origin.key ?? this.runtime.uuid(),
      keyKind: kindOfKey(origin),
      refusal: '',
      now: at,
      snapshot: persist(kind.machine, after),
      timers: JSON.stringify(timers.timers),
      view: viewJson,
      entry: JSON.stringify(kind.entryOf(change)),
      version: kind.version,
      plan: JSON.stringify({
        id,
        addTimers: some(timers.added.map((timer) => [member(timer), timer.dueAt])),
        dropTimers: some(timers.dropped.map(member)),
        commands: some(commands.map((command) => [command.id, JSON.stringify(command)])),
        ...kind.planOf(change),
      }),
    })
    if (result[0] !== 'ok') return this.#notDone(id, result)
    const [, feedEnd = '', entryId, entryJson, ...others] = result.map((part) => part ?? '')
    const entries: FeedEntry[] = []
    const feedJson = entryJson || viewJson
    if (entryId) entries.push({ id: entryId, t: kind.name, d: feedJson })
    for (let n = 0; n + 2 < others.length; n += 3)
      entries.push({ t: others[n] ?? '', id: others[n + 1] ?? '', d: others[n + 2] ?? '' })
    return {
      outcome: 'done',
      record: { rev, at, snapshot: after, timers: timers.timers, view },
      commands,
      feed: { after: feedEnd, entries },
      feedJson,
    }
  }

  /** Remembers a refusal under its key, and makes sure that it was not decided on an old copy. */
  async refuse(
    id: string,
    record: ActorRecord<T>,
    code: T['code'],
    origin: EventOrigin,
    dropTimer?: Timer,
  ): Promise<CommitResult<T>> {
    const member = dropTimer && timerMember(this.kind.name, id, dropTimer.token)
    const result = await this.#commit(id, {
      ...NOTHING,
      rev: record.rev,
      at: record.rev === 0 ? '' : record.at,
      request: origin.key ?? '',
      keyKind: kindOfKey(origin),
      refusal: JSON.stringify({ ok: false, code, view: record.view }),
      plan: JSON.stringify({ dropTimers: member === undefined ? undefined : [member] }),
    })
    return this.#notDone(id, result)
  }

  async #commit(id: string, args: Args): Promise<(string | null)[]> {
    const { feed, timers, outbox, owed } = this.shared
    const keys = { ...this.kind.keysOf(id), feed, timers, outbox, owed, ...this.kind.commit.keys }
    return Result.parse(await this.#script.run(this.redis, keys, args, { runtime: this.runtime }))
  }

  #notDone(id: string, [outcome, ...rest]: (string | null)[]): CommitResult<T> {
    switch (outcome) {
      case 'refused':
        return { outcome }
      case 'seen':
        return { outcome, reply: rest[0] ? this.#replyFrom(rest[0]) : null }
      case 'stale':
        return { outcome, record: recordFrom(this.kind, id, rest) }
      case 'conflict':
        return { outcome, conflict: rest.map((part) => part ?? '') }
      default:
        throw new Error(`The commit answered ${outcome}, which it should not`)
    }
  }

  #replyFrom(json: string): ActorReply<T> {
    const { ok, code, view } = Remembered.parse(JSON.parse(json))
    return {
      ok,
      code: code === null ? null : this.kind.code.parse(code),
      view: this.kind.view.parse(view),
      replayed: true,
    }
  }
}

const Remembered = z.object({ ok: z.boolean(), code: z.unknown(), view: z.unknown() })

const NOTHING = { now: '', snapshot: '', timers: '', view: '', entry: '', version: '' }

const some = <Item>(list: Item[]): Item[] | undefined => (list.length === 0 ? undefined : list)

/**
 * `c`: a command's key, `w`: a webhook's, `n`: none. Keys push out only older keys of their own kind. A request without a
 * key is remembered too, for the case that its answer is lost.
 */
const kindOfKey = ({ key, keyKind }: EventOrigin) =>
  key === undefined ? 'n' : keyKind === 'webhook' ? 'w' : 'c'
