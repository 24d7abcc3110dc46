import { z } from 'zod'
import { CALL_MACHINE_VERSION, callMachine } from '../../machines/call/machine.ts'
import type { CallSnapshot } from '../../machines/call/snapshot.ts'
import { persist, type Timer } from '../durable/decide.ts'
import { type FeedEntry, ScriptReply } from '../durable/feed-entry.ts'
import { CallView } from '../protocol/call-view.ts'
import { ProblemCode } from '../protocol/problem.ts'
import { changeFrom } from '../redis/change.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import type { Runtime } from '../runtime.ts'
import { CALL_FIELDS, type CallRecord, callRecordFrom, type Upgrade } from './call-record.ts'
import type { EventOrigin, EventReply } from './calls-port.ts'
import type { CarrierCommand } from './carrier-command.ts'
import { commandsFor, planFor } from './plan.ts'
import { timelineEntry } from './timeline.ts'
import { toCallView } from './view.ts'

const commit = changeFrom(new URL('./commit.lua', import.meta.url))

export interface CallChange {
  before: CallRecord | null
  snapshot: CallSnapshot
  timers: { timers: Timer[]; added: Timer[]; dropped: Timer[] }
  event: { type: string; by?: string | undefined }
  at: number
  delivery: EventOrigin
}

export type Committed =
  | {
      outcome: 'done'
      record: CallRecord
      commands: CarrierCommand[]
      feed: { before: string; entries: FeedEntry[] }
    }
  | { outcome: 'refused' }
  /** The key was answered before. Without a reply it was this very request, sent again after a lost answer. */
  | { outcome: 'seen'; reply: EventReply | null }
  | { outcome: 'stale'; record: CallRecord | null }
  | { outcome: 'busy' }
  /** Whom it was to be offered to alone is away, or talks. */
  | { outcome: 'away' }
  /** The new call's end was told before. */
  | { outcome: 'over' }
  | { outcome: 'slot'; taken: number[] }

const Present = z.object({ presence: z.literal('available') })

const Remembered = z.object({ ok: z.boolean(), code: ProblemCode.nullable(), view: CallView.nullable() })

const rememberedFrom = (json: string): EventReply => ({
  ...Remembered.parse(JSON.parse(json)),
  replayed: true,
})

/** Calls in Redis. Each method is one round trip. */
export class CallStore {
  constructor(
    private readonly redis: RedisClient,
    private readonly keys: Keys,
    /** How long an ended call is kept. */
    private readonly keepMs: number,
    private readonly upgrade: Upgrade,
    private readonly runtime: Runtime,
    /** The chart that what is read goes on in. */
    private readonly machine: typeof callMachine,
  ) {}

  async load(callSid: string): Promise<CallRecord | null> {
    const fields = await asking(() => this.redis.hmget(this.keys.call(callSid), ...CALL_FIELDS))
    return callRecordFrom(callSid, fields, this.upgrade, this.machine)
  }

  /** Whether the call is still as it is there. */
  async isCurrent({ rev, at, snapshot }: CallRecord): Promise<boolean> {
    const key = this.keys.call(snapshot.context.callSid)
    const [nowRev, nowAt] = await asking(() => this.redis.hmget(key, 'rev', 'at'))
    return Number(nowRev) === rev && Number(nowAt) === at
  }

  /** What the key of a command was answered. */
  async answered(callSid: string, key: string): Promise<EventReply | null> {
    const answer = await asking(() => this.redis.hget(this.keys.seen(callSid), `c:${key}`))
    return answer === null ? null : rememberedFrom(answer)
  }

  async slotsTaken(): Promise<number[]> {
    return (await asking(() => this.redis.hkeys(this.keys.lot))).map(Number)
  }

  /** Whether the agent is available and on no call, now. */
  async isFree(agentId: string): Promise<boolean> {
    const [entry, talksOn] = await Promise.all([
      asking(() => this.redis.hget(this.keys.roster, agentId)),
      this.talksOn(agentId),
    ])
    if (entry === null || talksOn !== null) return false
    return Present.safeParse(JSON.parse(entry)).success
  }

  talksOn(agentId: string): Promise<string | null> {
    return asking(() => this.redis.hget(this.keys.talking, agentId))
  }

  async change(callSid: string, change: CallChange): Promise<Committed> {
    const { snapshot, event, at, delivery, timers } = change
    const before = change.before?.snapshot ?? null
    const rev = (change.before?.rev ?? 0) + 1
    const view = toCallView(snapshot, rev, at)
    const answering = delivery.answering === true
    const commands = commandsFor(before, snapshot, event, { rev, at, answering, trace: delivery.trace })
    const plan = planFor(before, snapshot, event, { timers, commands, at, keepMs: this.keepMs })
    const entry = timelineEntry(before, snapshot, event, { rev, at, evidence: delivery.evidence })
    const viewJson = JSON.stringify(view)
    const result = await this.#commit(callSid, change.before, [
      rev - 1,
      delivery.key ?? this.runtime.uuid(),
      ringOf(delivery),
      '',
      'change',
      at,
      persist(callMachine, snapshot),
      JSON.stringify(timers.timers),
      viewJson,
      JSON.stringify(entry),
      CALL_MACHINE_VERSION,
      JSON.stringify(plan),
    ])
    if (result[0] !== 'ok') return this.#notDone(callSid, result)
    return {
      outcome: 'done',
      record: { rev, at, snapshot, timers: timers.timers, view },
      commands,
      feed: feedOf(result, view, viewJson),
    }
  }

  /** Remembers a refusal under its key, and makes sure that it was not decided on an old copy. */
  async refuse(
    record: CallRecord,
    code: ProblemCode,
    delivery: EventOrigin,
    dropTimers: string[] = [],
  ): Promise<Committed> {
    const { callSid } = record.snapshot.context
    const answer = JSON.stringify({ ok: false, code, view: record.view })
    const plan = JSON.stringify({ dropTimers })
    const key = delivery.key ?? ''
    const result = await this.#commit(callSid, record, [
      record.rev,
      key,
      ringOf(delivery),
      answer,
      'refuse',
      ...['', '', '', '', '', ''],
      plan,
    ])
    return this.#notDone(callSid, result)
  }

  async #commit(callSid: string, before: CallRecord | null, args: (string | number)[]) {
    return ScriptReply.parse(await this.#send(callSid, [...args, before?.at ?? '']))
  }

  #notDone(callSid: string, [outcome, ...rest]: (string | null)[]): Committed {
    switch (outcome) {
      case 'refused':
      case 'busy':
      case 'away':
      case 'over':
        return { outcome }
      case 'seen':
        return {
          outcome,
          reply: rest[0] ? rememberedFrom(rest[0]) : null,
        }
      case 'stale':
        return { outcome, record: callRecordFrom(callSid, rest, this.upgrade, this.machine) }
      case 'slot':
        return { outcome, taken: rest.map(Number) }
      default:
        throw new Error(`The commit answered ${outcome}, which it should not`)
    }
  }

  #send(callSid: string, args: (string | number)[]): Promise<unknown> {
    const { keys } = this
    const names = [
      keys.call(callSid),
      keys.seen(callSid),
      keys.history(callSid),
      keys.feed,
      keys.talking,
      keys.lot,
      keys.live,
      keys.timers,
      keys.outbox,
      keys.owed,
      keys.legs,
      keys.roster,
      keys.ended,
      keys.voicemails,
      keys.unheard,
      keys.over,
    ]
    return commit.run(this.redis, names, args, this.runtime)
  }
}

/** What comes without a key is remembered too, for the sake of a lost answer; it pushes out nobody's key. */
const ringOf = ({ key, keyKind }: EventOrigin) =>
  key === undefined ? 'n' : keyKind === 'webhook' ? 'w' : 'c'

/** The commit's own entries: the call, then each agent whose call it changed, then its message. */
function feedOf(result: (string | null)[], view: CallView, viewJson: string) {
  const [, before, id, ...others] = result.map((part) => part ?? '')
  const entries: FeedEntry[] = [{ id: id ?? '', t: 'call', d: viewJson, view }]
  for (let n = 0; n + 2 < others.length; n += 3)
    entries.push({ t: others[n] ?? '', id: others[n + 1] ?? '', d: others[n + 2] ?? '' })
  return { before: before ?? '', entries }
}
