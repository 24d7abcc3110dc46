import fc from 'fast-check'
import { initialTransition } from 'xstate'
import { timelineEntry } from '../../../coordinator/calls/timeline.ts'
import { decide, persist, restore, timersAfter } from '../../../coordinator/durable/decide.ts'
import type { Timer } from '../../../coordinator/durable/timer.ts'
import type { TimelineEntry } from '../../../coordinator/protocol/timeline.ts'
import type { Availability } from '../../../machines/call/availability.ts'
import { type CallContext, transferTarget } from '../../../machines/call/context.ts'
import type { CallEvent, CallEventBody } from '../../../machines/call/events.ts'
import type { LegQuality } from '../../../machines/call/leg-quality.ts'
import { callMachine } from '../../../machines/call/machine.ts'
import type { CallInput } from '../../../machines/call/new-call.ts'
import { talkingAgents } from '../../../machines/call/selectors.ts'
import type { CallSnapshot } from '../../../machines/call/snapshot.ts'

/** One call on the machine alone: the desk, the time and the timers are the test's. */

export const AGENTS = ['ann', 'bob', 'cat', 'dan']
export const SLOTS = [1, 2, 3]
export const OUTSIDE = '+12175550177'
const SIP = { callerAddress: 'sip:12175550142@10.0.0.5', forwardedFrom: `sip:${OUTSIDE}@10.0.0.5;user=phone` }
const LIMITS = {
  ringMs: 30_000,
  joinMs: 12_000,
  parkMs: 120_000,
  returnMs: 30_000,
  transferMs: 25_000,
  dialMs: 45_000,
}

const QUALITY: LegQuality = {
  seconds: 60,
  mos: 4.2,
  rttMs: 80,
  jitterMs: 4,
  lostPercent: 0.5,
  warnings: ['high-jitter'],
  graph: '99',
}

/** Who does it: a part in the call, so that random events fit often, or anybody. */
const who = fc.constantFrom('owner', 'owner', 'owner', 'sender', 'target', 'offered', 'supervisor', ...AGENTS)
type Who = 'owner' | 'sender' | 'target' | 'offered' | 'supervisor' | 'lost' | (typeof AGENTS)[number]
const whichLeg = fc.constantFrom('owners', 'owners', 'targets', 'outside', 'supervisors', 'old', 'unknown')

const act = <Type extends string, Rest extends object>(
  type: Type,
  rest: fc.Arbitrary<Rest>,
  weight: number,
) => ({
  weight,
  arbitrary: rest.map((more) => ({ type, ...more })),
})
const role = fc.constantFrom('agent', 'agent', 'agent', 'supervisor', 'admin')
const supervising = fc.constantFrom('supervisor', 'supervisor', 'admin', 'agent')
const by = fc.record({ who, role })

const happening = fc.oneof(
  act('CLAIM', by, 6),
  act('DECLINE', by, 3),
  act('HOLD', by, 3),
  act('RESUME', by, 3),
  act(
    'PARK',
    fc.record({
      who,
      role,
      slot: fc.option(fc.constantFrom(...SLOTS), { nil: undefined }),
      for: fc.option(fc.constantFrom(...AGENTS), { nil: undefined }),
      elseTo: fc.option(fc.constantFrom('voicemail', 'agent:dan', OUTSIDE, `${OUTSIDE};ext=12`), {
        nil: undefined,
      }),
    }),
    3,
  ),
  act('UNPARK', by, 4),
  act(
    'TRANSFER',
    fc.record({
      who,
      role,
      to: fc.constantFrom('number', 'number', ...AGENTS),
      kind: fc.constantFrom('blind', 'consult'),
    }),
    5,
  ),
  act('COMPLETE', by, 3),
  act('CANCEL', by, 3),
  act('MERGE', by, 3),
  act('LEAVE', by, 2),
  act(
    'SUPERVISE',
    fc.record({ who, role: supervising, mode: fc.constantFrom('listen', 'whisper', 'join') }),
    4,
  ),
  act('UNSUPERVISE', by, 1),
  act(
    'TAKE_OVER',
    fc.record({ who: fc.constantFrom('supervisor', 'supervisor', 'owner', 'dan'), role: supervising }),
    3,
  ),
  act('RECORD', fc.record({ who, role, state: fc.constantFrom('on', 'on', 'paused', 'off') }), 3),
  act('NOTICE_HEARD', fc.constant({}), 2),
  act('RECORDING_STARTED', fc.record({ again: fc.constantFrom(false, false, false, true) }), 3),
  act(
    'RECORDING_COMPLETED',
    fc.record({
      which: fc.constantFrom('current', 'first', 'first', 'unknown'),
      seconds: fc.constantFrom(null, 0, 7),
    }),
    2,
  ),
  act('RECORDING_REQUESTED', fc.record({ which: fc.constantFrom('current', 'none', 'first') }), 3),
  act('RECORDING_NOT_BEGUN', fc.constant({}), 1),
  act(
    'RECORDING_SET',
    fc.record({
      which: fc.constantFrom('current', 'current', 'first', 'unknown'),
      state: fc.constantFrom('on', 'paused', 'off'),
      tookMs: fc.constantFrom(0, 300, 9_000),
    }),
    4,
  ),
  act('RECORDINGS_SETTLED', fc.constant({}), 1),
  act('REMOVE_RECORDING', fc.record({ who, role }), 1),
  act('RECORDINGS_EXPIRED', fc.constant({}), 1),
  act('HANGUP', by, 1),
  act(
    'LEG_CONNECTED',
    fc.record({
      who: fc.oneof(
        { arbitrary: fc.constantFrom('expected', 'expected', 'supervisor'), weight: 3 },
        { arbitrary: who, weight: 1 },
      ),
    }),
    8,
  ),
  act('LEG_ENDED', fc.record({ leg: whichLeg, outside: fc.boolean(), reloaded: fc.boolean() }), 4),
  act('ANSWERED', fc.constant({}), 4),
  act('LEG_DIALLED', fc.record({ late: fc.boolean() }), 2),
  act('CALLER_ENDED', fc.record({ status: fc.constantFrom('completed', 'busy', 'failed', 'gone') }), 1),
  act('FOUND_GONE', fc.record({ status: fc.constantFrom('completed', 'gone') }), 1),
  act('RECORDED', fc.record({ seconds: fc.constantFrom(null, 0, 7) }), 2),
  act('GREETED', fc.constant({}), 1),
  act('HEARD', by, 2),
  act('REMOVE_MESSAGE', by, 1),
  act('WRAP_UP', fc.record({ who, seen: fc.constantFrom(true, true, false) }), 2),
  act('CONFIRM_CALLER', by, 3),
  act('LEG_QUALITY', fc.record({ who }), 2),
  act('MESSAGE_EXPIRED', fc.constant({}), 1),
  act('ERASE', fc.record({ of: fc.constantFrom('caller', 'called', 'outside', 'nobody') }), 1),
  act('OFFER', fc.constant({}), 5),
  act('RINGING', fc.record({ who }), 4),
  act('AGENT_BACK', fc.record({ who: fc.oneof(who, fc.constant('lost' as const)), echoed: fc.boolean() }), 3),
  act('AGENT_SIGNED_OUT', fc.record({ who }), 2),
  act('LEG_RELEASED', fc.record({ who }), 2),
  /** A delay runs out, or one that was set long ago comes late. */
  act('timer', fc.record({ stale: fc.integer({ min: 0, max: 9 }), pick: fc.nat() }), 8),
)

export const step = fc.record({
  happening,
  passes: fc.integer({ min: 0, max: 40_000 }),
  free: fc.subarray(AGENTS),
  reachable: fc.subarray(AGENTS),
  due: fc.subarray(AGENTS),
  freeSlots: fc.subarray(SLOTS),
})
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const BEGINNINGS = ['INBOUND', 'INBOUND', 'INBOUND', 'FOUND_LIVE', 'DIALLED', 'CALLED'] as const

export const beginning = fc.record({
  type: fc.constantFrom(...BEGINNINGS),
  unwanted: fc.constantFrom(false, false, false, false, true),
  anyoneSignedIn: fc.constantFrom(true, true, true, false),
  freeAgents: fc.subarray(AGENTS),
  reachableAgents: fc.subarray(AGENTS),
  dueToAcknowledge: fc.subarray(AGENTS),
  freeSlots: fc.subarray(SLOTS),
  reception: fc.record({
    closed: fc.constantFrom(null, null, null, null, 'voicemail' as const, 'hangup' as const),
    greets: fc.boolean(),
  }),
  verified: fc.constantFrom(null, null, 'A' as const, 'B' as const, 'C' as const),
  unconfirmed: fc.constantFrom(null, null, null, 'failed' as const, 'unsigned' as const),
  /** The carrier names the parties by SIP addresses. */
  bySip: fc.boolean(),
  recording: fc.constantFrom(
    null,
    { rule: 'always' as const, announces: false },
    { rule: 'always' as const, announces: true },
    { rule: 'on_demand' as const, announces: false },
    { rule: 'on_demand' as const, announces: true },
  ),
  /** How far it has come by itself: most of what can happen happens to calls that somebody has. */
  prelude: fc.constantFrom(
    'none',
    'talking',
    'consulting',
    'threeWay',
    'supervised',
    'parked for bob',
    'asks, supervised',
  ),
})

/** A carrier that says nothing of the number. */
export const SILENT_CARRIER = { verified: null, unconfirmed: null, bySip: false }

export const FREE: Availability = {
  freeAgents: AGENTS,
  reachableAgents: AGENTS,
  dueToAcknowledge: AGENTS,
  anyoneSignedIn: true,
  freeSlots: SLOTS,
}

export interface Happened {
  before: CallSnapshot
  after: CallSnapshot
  changed: boolean
  event: CallEvent
  /** Null for a delay that ran out. */
  body: CallEventBody | null
  desk: Availability
  dropped: Timer[]
}

export class OneCall {
  snapshot: CallSnapshot
  /** As the actor host keeps them. */
  timers: Timer[]
  /** Those that have not run out yet. */
  running: Timer[]
  rev = 1
  at = Date.UTC(2026, 10, 22)
  readonly history: TimelineEntry[]
  readonly #all: Timer[]
  #legs = 0
  #recordings = 0
  #ended: string[] = []

  constructor(start: typeof beginning extends fc.Arbitrary<infer Start> ? Start : never) {
    const { type, prelude, unwanted, reception, recording, verified, unconfirmed, bySip, ...desk } = start
    const internal = type === 'CALLED'
    const parties = {
      callerNumber: internal ? 'agent:cat' : '+12175550142',
      calledNumber: internal ? 'agent:ann' : '+12175550100',
    }
    const call = { callSid: 'CA1', callerName: 'Ada', by: 'ann', ...parties }
    const input: CallInput = {
      type,
      ...call,
      unwanted,
      reception,
      recording,
      verified,
      unconfirmed,
      ...(bySip && type === 'INBOUND' && SIP),
      limits: LIMITS,
      at: this.at,
      availability: desk,
    }
    const [snapshot, actions] = initialTransition(callMachine, input)
    this.snapshot = snapshot
    this.timers = timersAfter([], actions, 1, this.at).timers
    this.running = this.timers
    this.#all = [...this.timers]
    this.history = [timelineEntry(null, snapshot, { type }, { rev: 1, at: this.at })]
    const ann = { by: 'ann', role: 'agent' } as const
    if (prelude !== 'none') {
      if (type !== 'DIALLED') this.apply({ type: type === 'FOUND_LIVE' ? 'UNPARK' : 'CLAIM', ...ann }, FREE)
      this.apply({ type: 'LEG_CONNECTED', legSid: 'CAfirst', agentId: 'ann' }, FREE)
      if (type === 'DIALLED') this.apply({ type: 'ANSWERED' }, FREE)
    }
    if (prelude === 'consulting' || prelude === 'threeWay' || prelude === 'asks, supervised') {
      this.apply({ type: 'TRANSFER', ...ann, to: 'agent:bob', kind: 'consult' }, FREE)
      this.apply({ type: 'CLAIM', by: 'bob', role: 'agent' }, FREE)
    }
    if (prelude === 'threeWay') {
      this.apply({ type: 'LEG_CONNECTED', legSid: 'CAsecond', agentId: 'bob' }, FREE)
      this.apply({ type: 'MERGE', ...ann }, FREE)
    }
    if (prelude === 'asks, supervised')
      this.apply({ type: 'LEG_CONNECTED', legSid: 'CAsecond', agentId: 'bob' }, FREE)
    if (prelude === 'supervised' || prelude === 'asks, supervised') {
      this.apply({ type: 'SUPERVISE', by: 'dan', role: 'supervisor', mode: 'whisper' }, FREE)
      this.apply({ type: 'LEG_CONNECTED', legSid: 'CAthird', agentId: 'dan' }, FREE)
    }
    if (prelude === 'parked for bob')
      this.apply({ type: 'PARK', ...ann, slot: 1, for: 'bob', elseTo: OUTSIDE }, FREE)
  }

  get context(): CallContext {
    return this.snapshot.context
  }

  /** Null when the step says nothing here: no such timer. */
  take({ happening: what, passes, free, reachable, due, freeSlots }: Step): Happened | null {
    this.at += passes
    const busy = talkingAgents(this.snapshot)
    const own = this.context.parked?.slot
    const freeAgents = free.filter((agentId) => !busy.includes(agentId))
    const desk: Availability = {
      freeAgents,
      reachableAgents: freeAgents.filter((agentId) => reachable.includes(agentId)),
      dueToAcknowledge: due,
      anyoneSignedIn: true,
      freeSlots: freeSlots.filter((slot) => slot !== own),
    }
    if (what.type === 'timer') return this.#timer(what.stale, what.pick, desk)
    const body = this.#bodyOf(what)
    return this.apply(body, desk)
  }

  apply(body: CallEventBody, desk: Availability): Happened {
    return this.#decide({ ...body, at: this.at, availability: desk }, body, desk)
  }

  /** The call as any other process has it: written down, and read again. */
  #decide(event: CallEvent, body: CallEventBody | null, desk: Availability): Happened {
    const before = restore(callMachine, persist(callMachine, this.snapshot))
    const decision = decide(
      callMachine,
      { snapshot: before, timers: this.timers },
      event,
      this.rev + 1,
      this.at,
    )
    if (decision.changed) {
      this.rev += 1
      this.snapshot = decision.snapshot
      this.timers = decision.timers
      this.running = [...this.running, ...decision.added].filter((timer) => decision.timers.includes(timer))
      this.#all.push(...decision.added)
      this.history.push(timelineEntry(before, decision.snapshot, event, { rev: this.rev, at: this.at }))
    }
    const { changed, dropped } = decision
    return { before, after: decision.snapshot, changed, event, body, desk, dropped }
  }

  #timer(stale: number, pick: number, desk: Availability): Happened | null {
    const from = stale === 0 ? this.#all : this.running
    const timer = from[pick % Math.max(1, from.length)]
    // The host's rule: only while the call still holds its token.
    if (!timer || !this.timers.includes(timer)) return null
    this.at = Math.max(this.at, timer.dueAt)
    this.running = this.running.filter((one) => one !== timer)
    const type: `xstate.after.${string}` = `xstate.after.${timer.event.slice('xstate.after.'.length)}`
    return this.#decide({ type, at: this.at, availability: desk }, null, desk)
  }

  #agent(who: Who): string {
    const { context } = this
    const parts: Record<string, string | null | undefined> = {
      owner: context.agentId,
      sender: context.transfer?.from,
      target: transferTarget(context),
      offered: context.offeredTo[0],
      supervisor: context.supervision?.by,
      lost: context.lostBy,
    }
    return who in parts ? (parts[who] ?? 'ann') : who
  }

  /** Whose leg is awaited: null is a number outside. */
  #expected(): string | null {
    const { transfer } = this.context
    if (transfer?.to.startsWith('+')) return null
    const { targetLegSid } = this.context
    const awaitsTarget = this.snapshot.matches({ transferring: 'consulting' }) || targetLegSid !== null
    return awaitsTarget ? transferTarget(this.context) : this.#agent('owner')
  }

  #recording(which: string): string {
    const { recording, recordings } = this.context
    const sids: Record<string, string | null | undefined> = {
      current: recording?.recordingSid,
      first: recordings[0]?.recordingSid,
    }
    return sids[which] ?? 'REunknown'
  }

  #leg(which: string): string {
    const { legSid, targetLegSid, outsideLegSid, supervision } = this.context
    const legs: Record<string, string | null | undefined> = {
      owners: legSid,
      targets: targetLegSid,
      outside: outsideLegSid,
      supervisors: supervision?.legSid,
      old: this.#ended.at(-1),
    }
    return legs[which] ?? 'CAunknown'
  }

  #bodyOf(what: Exclude<Step['happening'], { type: 'timer' }>): CallEventBody {
    switch (what.type) {
      case 'LEG_CONNECTED': {
        this.#legs += 1
        const agentId = what.who === 'expected' ? this.#expected() : this.#agent(what.who)
        return { type: 'LEG_CONNECTED', legSid: `CAleg${this.#legs}`, agentId }
      }
      case 'LEG_ENDED': {
        const legSid = this.#leg(what.leg)
        this.#ended.push(legSid)
        // Twilio may know no such leg any more, and then nobody can say whose it was.
        const outside = what.leg === 'outside' || what.outside
        return { type: 'LEG_ENDED', legSid, outside, consoleSince: what.reloaded ? this.at : null }
      }
      case 'ANSWERED':
        return { type: 'ANSWERED' }
      case 'LEG_DIALLED': {
        this.#legs += 1
        const transferAt = what.late ? this.at - 1 : this.context.transfer?.at
        return { type: 'LEG_DIALLED', legSid: `CAleg${this.#legs}`, transferAt }
      }
      case 'CALLER_ENDED':
      case 'FOUND_GONE':
        return { type: what.type, status: what.status as 'completed' }
      case 'RECORDED':
        return { type: 'RECORDED', recordingSid: 'RE1', seconds: what.seconds }
      case 'RECORDING_STARTED':
        if (!what.again) this.#recordings += 1
        return { type: 'RECORDING_STARTED', recordingSid: `REcall${this.#recordings}` }
      case 'RECORDING_COMPLETED':
        return { type: what.type, recordingSid: this.#recording(what.which), seconds: what.seconds }
      case 'RECORDING_REQUESTED':
        return { type: what.type, recordingSid: what.which === 'none' ? null : this.#recording(what.which) }
      case 'RECORDING_SET': {
        const state = what.state as 'on'
        const sentAt = this.at - Number(what.tookMs)
        return { type: what.type, recordingSid: this.#recording(what.which), state, sentAt }
      }
      case 'REMOVE_RECORDING': {
        const { who, role, type } = what
        return { type, by: this.#agent(who), role: role as 'agent', recordingSid: this.#recording('first') }
      }
      case 'RECORD': {
        const { who, role, type, state } = what
        return { type, by: this.#agent(who), role: role as 'agent', state: state as 'on' }
      }
      case 'NOTICE_HEARD':
      case 'RECORDING_NOT_BEGUN':
      case 'RECORDINGS_SETTLED':
      case 'RECORDINGS_EXPIRED':
      case 'OFFER':
      case 'GREETED':
      case 'MESSAGE_EXPIRED':
        return { type: what.type }
      case 'ERASE': {
        const { callerNumber, calledNumber } = this.context
        const of = { caller: callerNumber, called: calledNumber, outside: OUTSIDE, nobody: null }[
          what.of as 'caller'
        ]
        return { type: 'ERASE', by: 'ann', numbers: of === null ? ['+12175559999'] : [of] }
      }
      case 'RINGING':
        return { type: 'RINGING', agentIds: [this.#agent(what.who)] }
      case 'AGENT_BACK':
        return {
          ...{ type: 'AGENT_BACK', agentId: this.#agent(what.who) },
          echoed: what.echoed ? true : undefined,
        }
      case 'AGENT_SIGNED_OUT':
        return { type: 'AGENT_SIGNED_OUT', agentId: this.#agent(what.who) }
      case 'LEG_RELEASED':
        return { type: 'LEG_RELEASED', by: this.#agent(what.who) }
      case 'TRANSFER': {
        const to = what.to === 'number' ? OUTSIDE : (`agent:${what.to}` as const)
        const kind = what.kind as 'blind'
        return { type: 'TRANSFER', by: this.#agent(what.who), role: what.role as 'agent', to, kind }
      }
      case 'WRAP_UP': {
        const now = this.context.wrapUp?.at ?? null
        const instead = what.seen ? now : (now ?? 0) - 1
        return {
          type: 'WRAP_UP',
          by: this.#agent(what.who),
          role: 'agent',
          note: `at ${this.rev}`,
          tags: [],
          instead,
        }
      }
      case 'SUPERVISE': {
        const { who, role, mode } = what
        return { type: 'SUPERVISE', by: this.#agent(who), role: role as 'agent', mode: mode as 'listen' }
      }
      case 'LEG_QUALITY':
        return { type: 'LEG_QUALITY', by: this.#agent(what.who), role: 'agent', quality: QUALITY }
      case 'PARK': {
        const { who, role, slot, elseTo } = what
        const order = { slot, for: what.for, elseTo: elseTo as `agent:${string}` | undefined }
        return { type: 'PARK', by: this.#agent(who), role: role as 'agent', ...order }
      }
      default:
        return { type: what.type, by: this.#agent(what.who), role: what.role as 'agent' }
    }
  }
}
