import { initialTransition } from 'xstate'
import type { Availability } from '../../machines/call/availability.ts'
import type { CallLimits } from '../../machines/call/context.ts'
import type { CallEvent, CallEventBody, DelayEvent } from '../../machines/call/events.ts'
import { callMachine } from '../../machines/call/machine.ts'
import type { CallInput } from '../../machines/call/new-call.ts'
import { refusalOf } from '../../machines/call/refusal.ts'
import type { CallSnapshot } from '../../machines/call/snapshot.ts'
import { decide, type Timer, timersAfter } from '../durable/decide.ts'
import type { FeedEntry } from '../durable/feed-entry.ts'
import type { JobScheduler } from '../job-scheduler.ts'
import { idsOnly, type Tracing } from '../ops/tracing.ts'
import type { CallView } from '../protocol/call-view.ts'
import type { ProblemCode } from '../protocol/problem.ts'
import { TimelineEntry } from '../protocol/timeline.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import type { Clock } from '../runtime.ts'
import { type Runtime, systemRuntime } from '../runtime.ts'
import type { CallRecord, Upgrade } from './call-record.ts'
import { CallStore, type Committed } from './call-store.ts'
import type { CallActors, EventOrigin, EventReply } from './calls-port.ts'
import type { CarrierCommand } from './carrier-command.ts'
import { Copies } from './copies.ts'
import { createEarlyEnds } from './early-ends.ts'
import { endedAtArrival } from './ended-at-arrival.ts'
import { createFollowedRedirects } from './followed-redirects.ts'
import { type Fresh, targetOf, unavailable, withRecheckedAgent } from './fresh.ts'
import { timerMember } from './plan.ts'

/** Many agents may want one call in the same instant: each loser decides again on what the winner left. */
const MOST_TRIES = 100

/** What a try came to. `target`: who was to be rung is not free after all, or has become so. */
export type Tried = Committed['outcome'] | 'target'

export interface CallDeps {
  redis: RedisClient
  keys: Keys
  clock: Clock
  runtime?: Runtime
  /** The chart that decides. */
  machine?: typeof callMachine
  later: Pick<JobScheduler, 'timer'>
  limits: CallLimits
  /** How long an ended call is kept. */
  keepMs: number
  upgrade: Upgrade
  /** The desk of this moment. `taken` are the lot's taken slots, when a commit has just said so. */
  desk(taken?: readonly number[]): Availability
  /** A commit of this process, for its own consoles. */
  publish(before: string, entries: FeedEntry[]): void
  /** A commit of this process is done, though the feed may have shown it before its answer came. */
  committed(view: CallView, trace?: string): void
  /** What a commit owes Twilio. */
  run(commands: CarrierCommand[]): void
  /** Each try to commit, what became of it and how long it took: for the metrics and the log. */
  tried?(callSid: string, event: string, outcome: Tried, tookMs: number, trace?: string): void
  tracing?: Tracing
}

export interface HostedCalls extends CallActors {
  /** Another process changed the call: what is held here is old. */
  forget(callSid: string, rev: number): void
  /** Whether this process has the call as it was after that change. */
  holds(callSid: string, rev: number): boolean
}

type Arrival = Omit<CallInput, 'limits' | 'at' | 'availability'>

/** What may happen to a call: an event, or a delay of the chart that ran out. */
interface Step {
  event: CallEventBody | DelayEvent
  delivery: EventOrigin
  /** Only while this timer is still the call's. */
  timer?: Timer
}

/**
 * Load, decide, commit. No call lives in memory between two events: what is held is a copy, and a
 * commit on an old one is refused by its rev.
 */
export function createCallActors(host: CallDeps): HostedCalls {
  const { redis, keys, clock, later, machine = callMachine, runtime = systemRuntime } = host
  const { tracing = idsOnly(runtime.uuid) } = host
  const store = new CallStore(redis, keys, host.keepMs, host.upgrade, runtime, machine)
  const over = createEarlyEnds(redis, keys, clock)
  const copies = new Copies(store)

  function follow(
    callSid: string,
    committed: Committed & { outcome: 'done' },
    added: readonly Timer[],
    trace: string | undefined,
  ) {
    copies.keep(committed.record)
    host.publish(committed.feed.before, committed.feed.entries)
    host.committed(committed.record.view, trace)
    for (const { token, dueAt } of added) later.timer({ kind: 'call', id: callSid, token, dueAt, trace })
    if (committed.commands.length > 0) host.run(committed.commands)
  }

  /** One try: decides on what is known, and commits. */
  async function attempt(record: CallRecord, step: Step, fresh: Fresh) {
    const { callSid } = record.snapshot.context
    const { event, delivery, timer } = step
    const at = clock.now()
    const desk = withRecheckedAgent(host.desk(fresh.taken), fresh.agent)
    const stamped: CallEvent = { ...event, at, availability: desk }
    const decision = decide(machine, record, stamped, record.rev + 1, at)
    if (!decision.changed) {
      const code = why(record.snapshot, event, desk)
      // The picture of the lot is a moment old: nobody is refused for a slot that has just been left.
      if (fresh.taken === undefined && (code === 'slot_taken' || code === 'lot_full'))
        return { code, committed: { outcome: 'slot' as const, taken: await store.slotsTaken() } }
      const target = targetOf(event)
      if (fresh.agent === undefined && code === 'target_unavailable' && target !== null)
        return { code, committed: { outcome: 'target' as const, agent: await freshly(target) } }
      const drop = timer ? [timerMember('call', callSid, timer.token)] : []
      return { code, committed: await store.refuse(record, code, delivery, drop) }
    }
    const change = { before: record, snapshot: decision.snapshot, timers: decision, event, at, delivery }
    const committed = await store.change(callSid, change)
    if (committed.outcome === 'done') follow(callSid, committed, decision.added, delivery.trace)
    if (committed.outcome === 'away')
      return { code: null, committed: { outcome: 'target' as const, agent: unavailable(targetOf(event)) } }
    if (committed.outcome !== 'busy') return { code: null, committed }
    return { code: 'agent_busy' as const, committed: await store.refuse(record, 'agent_busy', delivery) }
  }

  const settle = (callSid: string, step: Step): Promise<EventReply> => {
    const about = {
      name: 'commit',
      parent: step.delivery.trace,
      attributes: { callSid, event: step.event.type },
    }
    return tracing.run(about, (trace) => settled(callSid, { ...step, delivery: { ...step.delivery, trace } }))
  }

  async function settled(callSid: string, step: Step): Promise<EventReply> {
    let record = await copies.find(callSid)
    let fresh: Fresh = {}
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      if (!record) return { ok: false, code: 'no_such_call', view: null, replayed: false }
      if (step.timer && !isSet(record, step.timer)) return done(record, false)
      const began = runtime.elapsed()
      const { code, committed } = await attempt(record, step, fresh)
      host.tried?.(
        callSid,
        step.event.type,
        committed.outcome,
        runtime.elapsed() - began,
        step.delivery.trace,
      )
      switch (committed.outcome) {
        case 'done':
          return done(committed.record, false)
        case 'refused':
          return { ok: false, code, view: record.view, replayed: false }
        case 'seen':
          if (committed.reply) return committed.reply
          record = await copies.read(callSid)
          return record ? done(record, true) : { ok: false, code: 'no_such_call', view: null, replayed: true }
        case 'slot':
          fresh = { ...fresh, taken: committed.taken }
          break
        case 'target':
          fresh = { ...fresh, agent: committed.agent }
          break
        case 'stale':
          record = copies.replace(callSid, committed.record)
      }
    }
    throw new Error(`${callSid} changes faster than it can be decided on`)
  }

  async function arrive(input: Arrival, delivery: EventOrigin = { answering: true }) {
    const { callSid } = input
    let taken: number[] | undefined
    let unwanted = input.unwanted === true
    let isOver = false
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const at = clock.now()
      const whole: CallInput = { ...input, unwanted, limits: host.limits, at, availability: host.desk(taken) }
      const [snapshot, actions] = initialTransition(machine, whole)
      const change = isOver
        ? endedAtArrival(machine, snapshot, input, { at, availability: whole.availability })
        : {
            before: null,
            snapshot,
            timers: timersAfter([], actions, 1, at),
            event: { type: input.type, by: input.by },
            at,
            delivery,
          }
      const began = runtime.elapsed()
      const committed = await store.change(callSid, change)
      host.tried?.(callSid, input.type, committed.outcome, runtime.elapsed() - began, delivery.trace)
      if (committed.outcome === 'done') {
        follow(callSid, committed, change.timers.added, delivery.trace)
        return { ...committed.record, arrived: true }
      }
      if (committed.outcome === 'over') {
        isOver = true
        continue
      }
      if (committed.outcome === 'slot') taken = committed.taken
      if (committed.outcome === 'busy' || committed.outcome === 'away') {
        unwanted = true
        continue
      }
      const known = committed.outcome === 'stale' ? committed.record : await copies.read(callSid)
      if (known) return { ...copies.keep(known), arrived: false }
    }
    throw new Error(`${callSid} could neither be made nor found`)
  }

  const freshly = async (agentId: string) => ({ agentId, free: await store.isFree(agentId) })

  /** Callbacks overtake each other: the end of a caller whom nobody knows is kept for when the call arrives. */
  async function endsUnknown(callSid: string, step: Step): Promise<EventReply> {
    await over.note(callSid)
    // It may have arrived just before that was noted.
    return settle(callSid, step)
  }

  /** Callbacks overtake each other: a leg that was over before it connected is lost like any other. */
  async function endedBefore(callSid: string, legSid: string, trace?: string): Promise<EventReply | null> {
    if (!(await over.has(legSid))) return null
    const evidence = `Leg ${legSid} was over before it was let in`
    const event = { type: 'LEG_ENDED', legSid, outside: false, consoleSince: null } as const
    return settle(callSid, { event, delivery: { evidence, trace } })
  }

  return {
    ...createFollowedRedirects(redis, keys),
    arrive,

    async send(callSid, event, delivery = {}) {
      // Sent to every call on offer whenever the desk changes: most of them have nothing to decide.
      if (event.type === 'OFFER' || event.type === 'AGENT_BACK' || event.type === 'AGENT_GONE') {
        const record = await copies.find(callSid)
        if (record && !record.snapshot.can({ ...event, at: clock.now(), availability: host.desk() }))
          return { ok: false, code: 'not_in_state', view: record.view, replayed: false }
      }
      const reply = await settle(callSid, { event, delivery })
      if (event.type === 'CALLER_ENDED' && reply.code === 'no_such_call')
        return endsUnknown(callSid, { event, delivery })
      if (event.type !== 'LEG_CONNECTED' || !reply.ok || event.agentId === null) return reply
      return (await endedBefore(callSid, event.legSid, delivery.trace)) ?? reply
    },

    async fire(callSid, token, trace) {
      const record = await copies.read(callSid)
      const timer = record?.timers.find((one) => one.token === token)
      if (!timer)
        return void (await asking(() => redis.zrem(keys.timers, timerMember('call', callSid, token))))
      if (timer.dueAt > clock.now())
        return later.timer({ kind: 'call', id: callSid, token, dueAt: timer.dueAt, trace })
      await settle(callSid, { event: { type: delayName(timer.event) }, delivery: { trace }, timer })
    },

    state: (callSid) => copies.current(callSid),

    async history(callSid) {
      const lines = await asking(() => redis.lrange(keys.history(callSid), 0, -1))
      return lines.map((line) => TimelineEntry.parse(JSON.parse(line)))
    },

    async noteEarlyEnd(legSid) {
      // Noted before it is looked up, as `send` commits before it looks here: one of the two sees the other.
      await over.note(legSid)
      return asking(() => redis.hget(keys.legs, legSid))
    },

    isFree: (agentId) => store.isFree(agentId),

    talksOn: (agentId) => store.talksOn(agentId),

    answered: (callSid, key) => store.answered(callSid, key),

    holds: (callSid, rev) => copies.holds(callSid, rev),

    forget: (callSid, rev) => copies.forget(callSid, rev),
  }
}

const isSet = (record: CallRecord, timer: Timer) => record.timers.some(({ token }) => token === timer.token)

const done = (record: CallRecord, replayed: boolean): EventReply => ({
  ok: true,
  code: null,
  view: record.view,
  replayed,
})

const isDelay = (event: CallEventBody | DelayEvent): event is DelayEvent =>
  event.type.startsWith('xstate.after.')

const why = (snapshot: CallSnapshot, event: CallEventBody | DelayEvent, desk: Availability): ProblemCode =>
  isDelay(event) ? 'not_in_state' : refusalOf(snapshot, event, desk)

function delayName(name: string): DelayEvent['type'] {
  return `xstate.after.${name.slice('xstate.after.'.length)}`
}
