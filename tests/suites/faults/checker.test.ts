import { describe, expect, test } from 'vitest'
import { problemOf, Refusal } from '../../../coordinator/http/problem.ts'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { PROTOCOL } from '../../../coordinator/protocol/feed.ts'
import type { TimelineEntry } from '../../../coordinator/protocol/timeline.ts'
import { check, unrest } from '../../setup/checker/check.ts'
import type {
  CarrierLeg,
  Observed,
  SeenEvent,
  SentCommand,
  StoredFeedEntry,
} from '../../setup/checker/observed.ts'
import { carriedOver } from '../../setup/checker/stretch.ts'
import { outcomeOf } from '../../setup/storm/outcome.ts'

/** A short life of a desk that is as it should be: each test spoils one thing, and says what must be found. */

const AT = Date.UTC(2026, 10, 22)
const iso = (ms: number) => new Date(AT + ms).toISOString()

function view(rev: number, change: Partial<CallView> = {}): CallView {
  return {
    callSid: 'CA1',
    rev,
    status: 'ringing',
    state: 'ringing.offering',
    direction: 'inbound',
    callerNumber: '+12175550142',
    callerAddress: '+12175550142',
    callerName: null,
    calledNumber: '+12175550100',
    forwardedFrom: null,
    verified: null,
    unconfirmed: null,
    agentId: null,
    talkedBy: [],
    outsideNumber: null,
    offeredTo: ['ann', 'bob'],
    ringingAt: [],
    parked: null,
    transfer: null,
    supervision: null,
    recordingRule: 'never',
    recording: null,
    consent: null,
    recordedSince: null,
    recordings: [],
    heldAt: null,
    wrapUp: null,
    createdAt: iso(0),
    answeredAt: null,
    updatedAt: iso(rev * 10),
    endedAt: null,
    outcome: null,
    contact: null,
    ...change,
  }
}

const talks = (agentId: string): Partial<CallView> => ({
  status: 'active',
  state: 'active.talking',
  agentId,
  offeredTo: [],
})
const stands = (slot: number): Partial<CallView> => ({
  status: 'parked',
  state: 'parked.waiting',
  offeredTo: [],
  parked: { slot, by: 'ann', at: iso(0), note: null, returnsAt: null, for: null, elseTo: null },
})
/** Ann consults Bob about the caller, and goes on from there. */
const consults = (state: CallView['state']): Partial<CallView> => ({
  ...talks('ann'),
  status: state === 'active.threeWay' ? 'active' : 'transferring',
  state,
  transfer: { from: 'ann', to: 'agent:bob', kind: 'consult', at: iso(0), joined: true },
})
const over: Partial<CallView> = { status: 'ended', state: 'ended', offeredTo: [], endedAt: iso(90) }

const agent = (agentId: string, callSid: string | null) => ({
  agentId,
  name: agentId.toUpperCase(),
  presence: 'available' as const,
  callSid,
  since: iso(0),
  rev: 1,
  rings: null,
})

const line = (rev: number, event: string, change: Partial<TimelineEntry> = {}): TimelineEntry => ({
  rev,
  at: iso(rev * 10),
  event,
  by: null,
  from: null,
  to: null,
  state: 'ringing.offering',
  ...change,
})

const id = (ms: number, n = 0) => `${AT + ms}-${n}`
const caller = (change: Partial<CarrierLeg> = {}): CarrierLeg => ({
  callSid: 'CA1',
  status: 'in-progress',
  from: '+12175550142',
  direction: 'inbound',
  where: 'talking with Ann',
  withLegs: [{ callSid: 'CA9', identity: 'ann' }],
  endedAt: null,
  ...change,
})

const VIEWS = [
  view(1),
  view(2, { ...talks('ann'), state: 'active.connecting' }),
  view(3, talks('ann')),
] as const
const WITH_BOB = ['transferring.consulting', 'transferring.swapped', 'active.threeWay'] as const
const HISTORY = [
  line(1, 'INBOUND'),
  line(2, 'CLAIM', { by: 'ann', to: 'ann', state: 'active.connecting' }),
  line(3, 'LEG_CONNECTED', { by: 'ann', from: 'ann', to: 'ann', state: 'active.talking' }),
]
const FEED: StoredFeedEntry[] = [
  { id: id(10), call: VIEWS[0] },
  { id: id(20), call: VIEWS[1] },
  { id: id(21), agent: agent('ann', 'CA1') },
  { id: id(30), call: VIEWS[2] },
]
const CLAIM: SentCommand = {
  by: 'ann',
  callSid: 'CA1',
  command: 'CLAIM',
  sentAt: AT + 15,
  answeredAt: AT + 25,
  unanswered: 0,
  outcome: { kind: 'acknowledged', view: VIEWS[1] },
}
const STATUS = { unavailable: 503, not_in_state: 409, internal: 500 }
const refused = (code: keyof typeof STATUS, answeredAt = AT + 25): SentCommand => ({
  ...CLAIM,
  answeredAt,
  outcome: { kind: 'refused', status: STATUS[code], code },
})
const unknown: SentCommand = { ...CLAIM, outcome: { kind: 'unknown', why: 'the line broke' } }

const told = (entry: StoredFeedEntry, connection = 1): SeenEvent =>
  'call' in entry
    ? { connection, id: entry.id, event: 'call', data: entry.call }
    : { connection, id: entry.id, event: 'agent', data: entry.agent }
const snapshot = (calls: CallView[], at: string, connection = 1): SeenEvent => ({
  connection,
  id: at,
  event: 'snapshot',
  data: { calls, agents: [], serverTime: iso(0), consoleId: 'console', protocol: PROTOCOL },
})
const sees = (seen: SeenEvent[], calls: CallView[] = [VIEWS[2]], on: string | null = 'CA1') => [
  { name: 'ann', seen, shows: { calls, agents: [agent('ann', on)] } },
]

const WELL: Observed = {
  consoles: sees([snapshot([], '0-0'), ...FEED.map((entry) => told(entry))]),
  commands: [CLAIM],
  earlier: [],
  histories: new Map([['CA1', HISTORY]]),
  feed: FEED,
  since: '0-0',
  stored: [VIEWS[2]],
  legs: [caller(), caller({ callSid: 'CA9', from: 'client:ann', withLegs: [] })],
  hungUp: new Set(),
}
const found = (change: Partial<Observed>) => check({ ...WELL, ...change }).join('\n')
const rest = (change: Partial<Observed>) => unrest({ ...WELL, ...change }).join('\n')
const history = (...lines: TimelineEntry[]) => ({ histories: new Map([['CA1', lines]]) })
const [inbound, claimed, joined] = HISTORY as [TimelineEntry, TimelineEntry, TimelineEntry]

test('a desk that is as it should be has nothing that is wrong', () => {
  expect(check(WELL)).toEqual([])
  expect(unrest(WELL)).toEqual([])
})

describe('a history', () => {
  test('with a gap is found', () => {
    expect(found(history(inbound, joined))).toContain('rev 3 (LEG_CONNECTED) follows rev 1')
  })
  test('that does not begin at its beginning is found', () => {
    expect(found(history(claimed, joined))).toContain('CA1 begins with rev 2')
  })
  test('in which two agents have taken the same call is found', () => {
    const second = line(3, 'CLAIM', { by: 'bob', to: 'bob', state: 'active.connecting' })
    expect(found(history(inbound, claimed, second))).toContain(
      'takes it from null, but it was ann who had it',
    )
  })
  test('that goes on after the end is found, but not the message that was left', () => {
    const ended = line(4, 'CALLER_ENDED', { from: 'ann', to: 'ann', state: 'ended' })
    const then = (event: string, state: string) => line(5, event, { from: 'ann', to: 'ann', state })
    expect(found(history(...HISTORY, ended, then('PARK', 'parked.waiting')))).toContain('comes after the end')
    expect(found(history(...HISTORY, ended, then('RECORDED', 'ended')))).not.toContain('after the end')
  })
  test('that says something else than the feed, or less, is found', () => {
    expect(found(history(inbound, claimed, { ...joined, state: 'active.held' }))).toContain(
      'CA1 rev 3 is active.talking of ann in the feed, active.held of ann in the history',
    )
    expect(found(history(inbound, claimed))).toContain('CA1 rev 3 was in the feed, and is in no history')
  })
  test('may have lost its end with a Redis that forgets', () => {
    expect(check({ ...WELL, ...history(inbound) }, { forgetful: true })).toEqual([])
  })
})

describe('the feed', () => {
  test('with an agent on two calls is found', () => {
    const other = view(1, { callSid: 'CA2', ...talks('ann') })
    expect(found({ feed: [...FEED, { id: id(40), call: other }] })).toContain('ann is on CA1 already')
  })
  test('with two callers in one slot is found', () => {
    const two = ['CA2', 'CA3'].map((callSid, n) => ({
      id: id(40 + n),
      call: view(1, { callSid, ...stands(4) }),
    }))
    expect(found({ feed: [...FEED, ...two] })).toContain('CA2 stands in slot 4')
  })
  test('with a slot that was left before the next one came is well', () => {
    const moves = [
      view(1, { callSid: 'CA2', ...stands(4) }),
      view(2, { callSid: 'CA2', ...over }),
      view(1, { callSid: 'CA3', ...stands(4) }),
    ].map((call, n) => ({ id: id(40 + n), call }))
    expect(found({ feed: [...FEED, ...moves] })).not.toContain('slot 4')
  })
  test('with the target of a consultation on a call of its own is found', () => {
    const bobs = view(1, { callSid: 'CA2', ...talks('bob') })
    for (const state of WITH_BOB) {
      const feed = [...FEED, { id: id(40), call: bobs }, { id: id(41), call: view(4, consults(state)) }]
      expect(found({ feed })).toContain('bob is on CA2 already')
    }
  })
  test('with an agent’s card that names another call is found', () => {
    expect(found({ feed: [...FEED, { id: id(40), agent: agent('ann', null) }] })).toContain(
      'ann is shown on null, and is on CA1',
    )
  })
  test('with a gap is found', () => {
    expect(found({ feed: FEED.filter((entry) => entry.id !== id(20)) })).toContain('rev 3 follows rev 1')
  })
})

describe('a stream', () => {
  const [first, second, , last] = FEED as [StoredFeedEntry, StoredFeedEntry, StoredFeedEntry, StoredFeedEntry]
  test('that goes back by rev or by id is found', () => {
    const back: SeenEvent = { connection: 1, id: id(50), event: 'call', data: VIEWS[1] }
    expect(found({ consoles: sees([told(first), told(last), back]) })).toContain(
      'shows rev 2 of CA1 after rev 3',
    )
    expect(found({ consoles: sees([told(last), told(second)]) })).toContain(`${id(20)} came after ${id(30)}`)
  })
  test('that misses some in between, or begins anew, is well', () => {
    expect(found({ consoles: sees([told(first), told(last)]) })).toBe('')
    expect(found({ consoles: sees([told(last), snapshot([VIEWS[1]], id(20), 2), told(last, 2)]) })).toBe('')
  })
  test('whose snapshot is older than what it said before is found', () => {
    expect(found({ consoles: sees([told(last), snapshot([VIEWS[1]], id(20))]) })).toContain(
      'a snapshot shows rev 2 of CA1 after rev 3',
    )
  })
  test('that shows what was never committed is found', () => {
    const made: SeenEvent = { connection: 1, id: id(30), event: 'call', data: view(3, talks('bob')) }
    expect(found({ consoles: sees([made]) })).toContain('something was shown that never was')
    expect(found({ consoles: sees([{ ...made, id: id(31) }]) })).toContain('committed as undefined')
  })
  test('whose snapshot shows what was never committed is found, but not what is not known any more', () => {
    const begins = (call: CallView) => found({ consoles: sees([snapshot([call], id(30))]) })
    expect(begins(VIEWS[2])).toBe('')
    expect(begins(view(3, talks('bob')))).toContain('ann: CA1 rev 3 of a snapshot was shown as')
    expect(begins(view(7, { callSid: 'CA7' }))).toBe('')
  })
  test('whose screen is old in the end is not at rest', () => {
    expect(rest({ consoles: sees([], [VIEWS[1]]) })).toContain('ann shows rev 2 of CA1, stored is rev 3')
    expect(rest({ consoles: sees([], []) })).toContain('ann shows rev undefined of CA1')
    expect(rest({ stored: [{ ...VIEWS[2], ...over }], legs: [] })).toContain('stored is rev undefined')
  })
})

describe('an agent’s card', () => {
  const shows = (callSid: string | null) => [
    { name: 'bob', seen: [], shows: { calls: [VIEWS[2]], agents: [agent('ann', callSid)] } },
  ]
  test('that names another call than the agent talks on is not at rest', () => {
    expect(rest({ consoles: shows('CA1') })).toBe('')
    expect(rest({ consoles: shows(null) })).toBe('a card is old: bob shows ann on null, who is on CA1')
    const held = { ...VIEWS[2], state: 'active.held' }
    const onHold = { stored: [held], legs: [caller({ where: 'hold music', withLegs: [] })] }
    expect(rest({ ...onHold, consoles: shows('CA1') })).toContain('bob shows ann on CA1, who is on null')
    expect(rest({ ...onHold, consoles: shows(null) })).toBe('')
  })
  test('of a colleague who is consulted, waits beside the talk or talks with both names that call', () => {
    for (const state of WITH_BOB) {
      const call = view(3, consults(state))
      const shows = (bobOn: string | null) => ({
        stored: [call],
        consoles: [
          {
            name: 'ann',
            seen: [],
            shows: { calls: [call], agents: [agent('ann', 'CA1'), agent('bob', bobOn)] },
          },
        ],
      })
      expect(rest(shows('CA1'))).not.toContain('a card is old')
      expect(rest(shows(null))).toContain('a card is old: ann shows bob on null, who is on CA1')
    }
  })
  test('that is missing where the agent talks is not at rest', () => {
    const consoles = [{ name: 'bob', seen: [], shows: { calls: [VIEWS[2]], agents: [] } }]
    expect(rest({ consoles })).toBe('a card is old: bob shows ann on undefined, who is on CA1')
  })
})

describe('a command', () => {
  test('that was acknowledged and is in no history is found', () => {
    const lost = { ...CLAIM, outcome: { kind: 'acknowledged', view: view(4) } } as const
    expect(found({ commands: [CLAIM, lost] })).toContain('CLAIM of CA1 by ann was acknowledged as rev 4')
  })
  test('that was acknowledged to two is found', () => {
    expect(found({ commands: [CLAIM, { ...CLAIM, by: 'bob' }] })).toContain('were both acknowledged as rev 2')
    expect(found({ commands: [{ ...CLAIM, by: 'bob' }] })).toContain('which is CLAIM of ann')
  })
  test('that was done without being granted is found', () => {
    expect(found({ commands: [] })).toContain('CA1 rev 2: CLAIM of ann, which nobody had granted')
    expect(found({ commands: [refused('not_in_state')] })).toContain('which nobody had granted')
    expect(found({ commands: [{ ...unknown, sentAt: AT + 60 }] })).toContain('which nobody had granted')
  })
  test('that nobody knows of, or that Redis was away for, may have been done or not', () => {
    expect(found({ commands: [unknown] })).toBe('')
    expect(found({ commands: [CLAIM, unknown] })).toBe('')
    expect(found({ commands: [refused('unavailable')] })).toBe('')
  })
  test('that was done after it was answered with 503 is found', () => {
    expect(found({ commands: [refused('unavailable', AT + 10)] })).toContain('which nobody had granted')
  })
  test('that was done after its 503 may be an earlier try of it that nobody answered, but not after a refusal', () => {
    const again = { ...refused('unavailable', AT + 10), unanswered: 1 }
    expect(found({ commands: [again] })).toBe('')
    expect(found({ commands: [{ ...again, sentAt: AT + 60 }] })).toContain('which nobody had granted')
    expect(found({ commands: [{ ...refused('not_in_state'), unanswered: 1 }] })).toContain(
      'which nobody had granted',
    )
  })
  test('that was answered with a failure of the coordinator is found, also when Redis remembers none', () => {
    const failed = { ...WELL, commands: [CLAIM, { ...refused('internal'), by: 'bob' }] }
    expect(check(failed, { forgetful: true })).toEqual(['we failed: CLAIM of CA1 by bob: 500 internal'])
    expect(check({ ...WELL, commands: [CLAIM, refused('unavailable')] })).toEqual([])
  })
  test.each([
    ['a success that shows no call', 200, '{"rev":2}'],
    ['a success that is cut off', 200, JSON.stringify(VIEWS[1]).slice(0, -5)],
    ['a failure without a problem', 500, '<h1>Internal Server Error</h1>'],
    ['a refusal without a code', 409, '{"status":409}'],
  ])('that was answered with %s is found', (_, status, body) => {
    const outcome = outcomeOf(status, body)
    expect(outcome).toEqual({ kind: 'refused', status, code: null })
    expect(found({ commands: [CLAIM, { ...CLAIM, by: 'bob', outcome }] })).toBe(
      `we failed: CLAIM of CA1 by bob: ${status} without a code`,
    )
  })
  test('that was answered in our words is what they say', () => {
    expect(outcomeOf(200, JSON.stringify(VIEWS[1]))).toEqual(CLAIM.outcome)
    const problem = problemOf(new Refusal('not_in_state'))
    expect(outcomeOf(409, JSON.stringify(problem))).toEqual(refused('not_in_state').outcome)
  })
  test('that was done after its 503, beside one that nobody knows of, is the latter', () => {
    const again = line(4, 'CLAIM', { by: 'ann', from: 'ann', to: 'ann', state: 'active.talking' })
    const feed = [...FEED, { id: id(40), call: view(4, talks('ann')) }]
    const twice = { ...history(...HISTORY, again), feed }
    const first = { ...unknown, sentAt: AT + 12, answeredAt: AT + 14 }
    expect(found({ ...twice, commands: [first, refused('unavailable')] })).toBe('')
    const both = [{ ...refused('unavailable'), sentAt: AT + 12 }, refused('unavailable')]
    expect(found({ ...twice, commands: both })).toContain('rev 4: CLAIM of ann, which nobody had granted')
  })
  test('that was sent once and done twice is found', () => {
    const again = line(4, 'CLAIM', { by: 'ann', from: 'ann', to: 'ann', state: 'active.talking' })
    expect(found({ ...history(...HISTORY, again), commands: [unknown] })).toContain('rev 4: CLAIM of ann')
  })
})

describe('a call that had ended in an earlier stretch', () => {
  const left = view(4, { ...over, agentId: 'ann', outcome: 'missed' })
  const ended: Observed = {
    ...WELL,
    ...history(...HISTORY, line(4, 'CALLER_ENDED', { from: 'ann', to: 'ann', state: 'ended' })),
    feed: [...FEED, { id: id(40), call: left }, { id: id(40, 1), agent: agent('ann', null) }],
    stored: [left],
    legs: [],
    consoles: sees([], [], null),
  }
  const message = { ...left, rev: 5, outcome: 'voicemail' as const, updatedAt: iso(200) }
  const recorded = line(5, 'RECORDED', { at: iso(200), from: 'ann', to: 'ann', state: 'ended' })
  const { feed, since, earlier } = carriedOver(ended)
  const next = (...lines: TimelineEntry[]): Observed => ({
    ...ended,
    feed: [...feed, { id: id(200), call: message }],
    since,
    commands: [],
    earlier,
    ...history(...HISTORY, line(4, 'CALLER_ENDED', { from: 'ann', to: 'ann', state: 'ended' }), ...lines),
    stored: [message],
  })

  test('is not handed on, and what was asked for it is', () => {
    expect(check(ended)).toEqual([])
    expect(feed).toEqual([{ id: id(40, 1), agent: agent('ann', null) }])
    expect(earlier).toEqual([CLAIM])
    expect(carriedOver({ ...WELL, ...ended, feed: FEED }).feed).toEqual([FEED[3], FEED[2]])
  })
  test('is explained by what was asked then when its message comes', () => {
    expect(check(next(recorded))).toEqual([])
  })
  test('is looked at again: what nobody had asked for is found', () => {
    const [, ...rest] = next(recorded).earlier
    expect(check({ ...next(recorded), earlier: rest }).join()).toContain(
      'CA1 rev 2: CLAIM of ann, which nobody had granted',
    )
    const bobs = { ...CLAIM, by: 'bob', outcome: refused('not_in_state').outcome }
    expect(check({ ...next(recorded), earlier: [bobs] }).join()).toContain('which nobody had granted')
  })
  test('and is not seen again misses nothing', () => {
    expect(check({ ...WELL, earlier: [{ ...CLAIM, callSid: 'CA7' }] })).toEqual([])
  })
})

describe('a caller', () => {
  test('on the line without a stored call is found', () => {
    expect(found({ stored: [] })).toContain('CA1 is on the line (talking with Ann), and nobody knows it')
  })
  test('on the line whose call is taken for ended is found', () => {
    expect(found({ stored: [{ ...VIEWS[2], ...over }] })).toContain('and taken for ended')
  })
  test('who waits for nobody is found', () => {
    const lost = view(3, { status: 'transferring', state: 'transferring.offering', offeredTo: [] })
    expect(found({ stored: [lost] })).toContain('CA1 is transferring.offering, and nobody looks after it')
  })
  test('who is off the line without having hung up is found', () => {
    const gone = { legs: [caller({ endedAt: iso(80) })] }
    expect(found(gone)).toContain('CA1 did not hang up, and is off the line')
    expect(found({ ...gone, hungUp: new Set(['CA1']) })).toBe('')
    const removed = line(4, 'HANGUP', { by: 'ann', from: 'ann', to: 'ann', state: 'ended' })
    const asked = { ...unknown, command: 'HANGUP' as const, answeredAt: AT + 50 }
    expect(found({ ...gone, ...history(...HISTORY, removed), commands: [CLAIM, asked] })).toBe('')
    const noticed = line(4, 'CALLER_ENDED', { from: 'ann', to: 'ann', state: 'ended' })
    expect(found({ ...gone, ...history(...HISTORY, noticed) })).toContain('CALLER_ENDED ended')
  })
  test('who talks with two agents, or an agent with two callers, is found', () => {
    const strangers = caller({ withLegs: [...caller().withLegs, { callSid: 'CA8', identity: 'bob' }] })
    expect(found({ legs: [strangers] })).toContain("CA1 is ann's, and talks with bob")
    const second = caller({ callSid: 'CA2' })
    const stored = [VIEWS[2], view(1, { callSid: 'CA2' })]
    expect(found({ legs: [caller(), second], stored })).toContain('ann talks with CA1 and with CA2')
    const outside = { withLegs: [{ callSid: 'CA8', identity: '+12175550170' }] }
    const both = [caller(outside), caller({ callSid: 'CA2', ...outside })]
    expect(found({ legs: both, stored })).not.toContain('+12175550170 talks')
  })
  test('whose agent consults a colleague is where that consultation says', () => {
    const onHold = caller({ where: 'hold music', withLegs: [] })
    const withAnn = caller()
    const withBoth = caller({ withLegs: [...withAnn.withLegs, { callSid: 'CA8', identity: 'bob' }] })
    const places = [onHold, withAnn, withBoth]
    for (const [n, state] of WITH_BOB.entries()) {
      const stored = [view(3, consults(state))]
      const wrong = places.filter((leg) =>
        rest({ stored, legs: [leg] }).includes('is not where the state says'),
      )
      expect(wrong).toEqual(places.filter((_, place) => place !== n && !(n === 1 && place === 2)))
      expect(rest({ stored, legs: [withBoth] }).includes("CA1 is ann's, and talks with bob")).toBe(n < 2)
    }
  })
  test('who was left with a number outside, and an agent’s leg has stayed, is found', () => {
    const outside = { identity: '+12175550170', callSid: 'CA8' }
    const left = view(3, {
      status: 'active',
      state: 'active.outside',
      outsideNumber: outside.identity,
      offeredTo: [],
    })
    const talksWith = (...withLegs: CarrierLeg['withLegs']) => ({
      stored: [left],
      legs: [caller({ withLegs })],
    })
    expect(found({ ...talksWith(outside, ...caller().withLegs) })).toContain(
      "lines are crossed: CA1 is nobody's, and talks with ann",
    )
    const shown = { consoles: sees([], [left], null) }
    expect(rest({ ...shown, ...talksWith(outside, ...caller().withLegs) })).toContain('a line is crossed')
    expect(rest({ ...shown, ...talksWith(outside) })).toBe('')
  })
  test('who is not where the state says is not at rest', () => {
    expect(rest({ legs: [caller({ where: 'park music', withLegs: [] })] })).toContain(
      'CA1 is active.talking, and its caller: park music',
    )
    const parked = view(4, stands(1))
    const shows = sees([], [parked], null)
    expect(rest({ stored: [parked], consoles: shows })).toContain('CA1 is parked.waiting')
    const waits = caller({ where: 'park music', withLegs: [] })
    expect(rest({ stored: [parked], consoles: shows, legs: [waits] })).toBe('')
    expect(rest({ legs: [] })).toContain('its caller is not on the line')
  })
})
