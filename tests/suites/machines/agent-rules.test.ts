import { deepStrictEqual as same } from 'node:assert/strict'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { initialTransition } from 'xstate'
import { decide, persist, restore } from '../../../coordinator/durable/decide.ts'
import type { Timer } from '../../../coordinator/durable/timer.ts'
import type { AgentEvent, AgentEventBody } from '../../../machines/agent/events.ts'
import {
  type AgentSnapshot,
  agentMachine,
  isDisabled,
  isSignedIn,
  presenceOf,
  ringsOf,
} from '../../../machines/agent/machine.ts'
import { WhyDeaf as Why, type WhyDeaf } from '../../../machines/agent/reachability.ts'
import { extent } from '../../setup/extent.ts'

const RUNS = extent({ full: 8_000, short: 400 })
const GRACE_MS = 10_000

/** Few ids, so that they are repeated. */
const streamId = fc.constantFrom('s1', 's2', 's3')
const coordinatorId = fc.constantFrom('one', 'two')
const why = fc.constantFrom<WhyDeaf | null>(null, null, null, ...Why.options)

const body: fc.Arbitrary<AgentEventBody> = fc.oneof(
  fc.constant({ type: 'SIGN_IN' as const }),
  fc.constant({ type: 'SIGN_OUT' as const }),
  fc.constant({ type: 'DISABLE' as const }),
  fc.constant({ type: 'ENABLE' as const }),
  fc.record({ type: fc.constant('CHOOSE' as const), presence: fc.constantFrom('available', 'away') }),
  fc.record({ type: fc.constant('RENAME' as const), name: fc.constantFrom('Ann', 'Anna') }),
  fc.record({ type: fc.constant('STREAM_OPENED' as const), streamId, coordinatorId }),
  fc.record({ type: fc.constant('STREAM_CLOSED' as const), streamId }),
  fc.record({ type: fc.constant('COORDINATOR_LOST' as const), coordinatorId }),
  fc.record({ type: fc.constant('ECHOED' as const), streamId, why }),
  fc.record({ type: fc.constant('FELL_SILENT' as const), streamId }),
)
const step = fc.record({
  passes: fc.integer({ min: 0, max: 15_000 }),
  /** An event; or a timer that comes, and how many were set after it. */
  what: fc.oneof({ arbitrary: body, weight: 5 }, { arbitrary: fc.nat(2), weight: 1 }),
})

/** What the charts promise, told in another way: the open consoles, the choice, and until when a console is expected. */
interface Expected {
  consoles: { id: string; coordinatorId: string; why: WhyDeaf | null }[]
  choice: 'signedOut' | 'away' | 'available' | 'disabled'
  expectedUntil: number | null
  name: string
}

function after(before: Expected, event: AgentEventBody, at: number): Expected {
  const { consoles } = before
  const others = (id: string) => consoles.filter((one) => one.id !== id)
  const remains = (left: Expected['consoles']): Expected =>
    left.length === 0 && consoles.length > 0
      ? { ...before, consoles: left, expectedUntil: at + GRACE_MS }
      : { ...before, consoles: left }
  const says = (id: string, reason: WhyDeaf | null): Expected => ({
    ...before,
    consoles: consoles.map((one) => (one.id === id ? { ...one, why: reason } : one)),
  })
  switch (event.type) {
    case 'SIGN_IN': {
      const choice = ['signedOut', 'disabled'].includes(before.choice) ? 'away' : before.choice
      const isExpected = consoles.length > 0 || before.expectedUntil !== null
      return { ...before, choice, expectedUntil: isExpected ? before.expectedUntil : at + GRACE_MS }
    }
    case 'SIGN_OUT':
      return before.choice === 'disabled' ? before : { ...before, choice: 'signedOut' }
    case 'DISABLE':
      return { ...before, choice: 'disabled' }
    case 'ENABLE':
      return before.choice === 'disabled' ? { ...before, choice: 'signedOut' } : before
    case 'CHOOSE':
      return before.choice === 'disabled' ? before : { ...before, choice: event.presence }
    case 'RENAME':
      return { ...before, name: event.name }
    case 'STREAM_OPENED': {
      const known = consoles.find(({ id }) => id === event.streamId)
      const opened = { coordinatorId: event.coordinatorId, why: known ? known.why : ('unproven' as const) }
      const all = [...others(event.streamId), { id: event.streamId, ...opened }]
      return { ...before, consoles: all, expectedUntil: null }
    }
    case 'STREAM_CLOSED':
      return remains(others(event.streamId))
    case 'COORDINATOR_LOST':
      return remains(consoles.filter((one) => one.coordinatorId !== event.coordinatorId))
    case 'ECHOED':
      return says(event.streamId, event.why)
    case 'FELL_SILENT':
      return says(event.streamId, 'silent')
  }
}

class OneAgent {
  snapshot: AgentSnapshot
  timers: Timer[] = []
  rev = 1
  at = Date.UTC(2026, 10, 22)
  /** All that were ever set, the newest first. */
  readonly all: Timer[] = []

  constructor() {
    this.snapshot = initialTransition(agentMachine, { agentId: 'ann', name: 'Ann' })[0]
  }

  /** The agent as any other process has it: written down, and read again. */
  decide(event: AgentEvent): boolean {
    const stored = persist(agentMachine, this.snapshot)
    same(JSON.parse(stored).context, this.snapshot.context)
    const before = restore(agentMachine, stored)
    const known = { snapshot: before, timers: this.timers }
    const decision = decide(agentMachine, known, event, this.rev + 1, this.at)
    if (decision.changed) {
      this.rev += 1
      this.all.unshift(...decision.added)
      this.timers = decision.timers
    } else {
      same(persist(agentMachine, decision.snapshot), stored)
      same(decision.added, [])
    }
    this.snapshot = decision.snapshot
    return decision.changed
  }

  /** As the host does it: only a timer whose token the agent still has, and not before its time. Null: it comes too late. */
  runOut(timer: Timer | undefined): boolean | null {
    if (!timer || !this.timers.some(({ token }) => token === timer.token)) return null
    this.at = Math.max(this.at, timer.dueAt)
    const type: `xstate.after.${string}` = `xstate.after.${timer.event.slice('xstate.after.'.length)}`
    return this.decide({ type, at: this.at })
  }
}

function check({ snapshot, timers }: OneAgent, expected: Expected): void {
  const { consoles, choice, expectedUntil, name } = expected
  const reasons = consoles.map((one) => one.why)
  const last = reasons.at(-1)
  const rings = reasons.includes(null) ? { ok: true, why: null } : { ok: false, why: last }
  same(ringsOf(snapshot), last === undefined ? null : rings)
  const isThere = consoles.length > 0 || expectedUntil !== null
  const mayBeThere = choice === 'away' || choice === 'available'
  same(presenceOf(snapshot), mayBeThere && isThere ? choice : 'offline')
  same([isDisabled(snapshot), isSignedIn(snapshot)], [choice === 'disabled', mayBeThere])
  same(
    timers.map(({ dueAt }) => dueAt),
    expectedUntil === null ? [] : [expectedUntil],
  )
  same(snapshot.context.name, name)
  const open = Object.entries(snapshot.context.consoles).map(([id, one]) => ({ id, ...one }))
  const byId = (all: Expected['consoles']) => [...all].sort((one, other) => (one.id < other.id ? -1 : 1))
  same(byId(open), byId(consoles))
}

test('after all events of an agent, presence and reachability are those of the open consoles and the choice', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40, size: 'max' }), (steps) => {
      const agent = new OneAgent()
      let expected: Expected = { consoles: [], choice: 'signedOut', expectedUntil: null, name: 'Ann' }
      for (const { passes, what } of steps) {
        agent.at += passes
        const isTimer = typeof what === 'number'
        const before = expected
        const changed = isTimer ? agent.runOut(agent.all[what]) : agent.decide({ ...what, at: agent.at })
        if (changed === null) continue
        expected = isTimer ? { ...before, expectedUntil: null } : after(before, what, agent.at)
        check(agent, expected)
        const isNews = JSON.stringify(expected) !== JSON.stringify(before)
        // A console that opens once more has opened later than before.
        if (isTimer || what.type !== 'STREAM_OPENED') same(changed, isNews)
        if (isNews) seen.add(isTimer ? 'timer' : what.type)
        const rings = ringsOf(agent.snapshot)
        seen.add(`${presenceOf(agent.snapshot)} ${rings === null ? 'closed' : rings.ok ? 'rings' : 'deaf'}`)
      }
    }),
    { numRuns: RUNS },
  )
  // It proves something only if everything happened that can happen.
  expect([...seen].sort()).toEqual(
    [
      'SIGN_IN',
      'SIGN_OUT',
      'DISABLE',
      'ENABLE',
      'CHOOSE',
      'RENAME',
      'STREAM_OPENED',
      'STREAM_CLOSED',
      'COORDINATOR_LOST',
    ]
      .concat(['ECHOED', 'FELL_SILENT', 'timer'])
      .concat(
        ['available', 'away', 'offline'].flatMap((presence) => [`${presence} closed`, `${presence} rings`]),
      )
      .concat(['available deaf', 'away deaf', 'offline deaf'])
      .sort(),
  )
}, 600_000)
