import '../../setup/language/english.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { createDeskStore } from '../../../web/feed/desk-store.ts'
import { noticeClearedCards } from '../../../web/notices/cleared-cards.ts'
import { holdOf, isLost } from '../../../web/notices/lost-card.ts'
import { createNoticeStore } from '../../../web/notices/notices.ts'
import { AGENTS, beginning, OneCall, step } from '../machines/one-call.ts'
import { at } from './calls.ts'
import {
  answered,
  askingBob,
  begin,
  callerEnded,
  cancel,
  claim,
  complete,
  decline,
  foundGone,
  gone,
  type Happening,
  hangUp,
  happen,
  hold,
  leaves,
  leg,
  lost,
  NAMES,
  park,
  parkedByAnn,
  parkedForBob,
  refused,
  released,
  send,
  sentOutside,
  sentToBob,
  supervisor,
  talking,
  unpark,
  viewOf,
  withBob,
} from './happenings.ts'

interface Told {
  notices: string[]
  reads: number
}

/** What a tab of that agent says when it sees the one view after the other. */
async function told(
  me: string,
  call: OneCall,
  [before, after]: readonly [CallView, CallView | null],
  { here = false, timeline = () => Promise.resolve(call.history) } = {},
): Promise<Told> {
  const desk = createDeskStore(me, () => Date.parse(at(0)))
  const notices = createNoticeStore()
  let reads = 0
  const fetchTimeline = () => {
    reads += 1
    return timeline()
  }
  noticeClearedCards({ desk, notices, fetchTimeline, ownCommands: { made: async () => here } })
  const agents = AGENTS.map((agentId) => ({
    agentId,
    name: NAMES[agentId] ?? agentId,
    rev: 1,
    presence: 'available' as const,
    callSid: null,
    since: at(0),
    rings: null,
  }))
  const snapshot = { agents, serverTime: at(0), consoleId: 'console', protocol: 1 }
  desk.trigger.snapshotReceived({ snapshot: { ...snapshot, calls: [before] } })
  if (after) desk.trigger.callReceived({ call: after })
  else desk.trigger.snapshotReceived({ snapshot: { ...snapshot, calls: [] } })
  await new Promise((resolve) => setImmediate(resolve))
  return { notices: notices.getSnapshot().context.list.map(({ title }) => title), reads }
}

interface Way {
  /** At whose desk. */
  at: string
  type?: 'INBOUND' | 'DIALLED' | 'CALLED'
  given: readonly Happening[]
  when: Happening
  says: string | null
  /** Whether the views alone are certain, so that nothing is read. */
  read?: false
}

/** Every way in which a card can go, and what the agent reads. */
const ways: Way[] = [
  // It rang here.
  { at: 'bob', given: [], when: claim('ann'), says: 'Ann answered', read: false },
  { at: 'bob', given: [], when: claim('bob'), says: 'You answered it in another tab', read: false },
  { at: 'bob', given: [], when: decline('bob'), says: 'You declined it in another tab' },
  { at: 'bob', given: [], when: callerEnded(), says: 'The caller hung up' },
  { at: 'bob', given: [], when: callerEnded('failed'), says: 'The connection to the caller failed' },
  { at: 'bob', given: [], when: foundGone, says: 'The call had ended already' },
  { at: 'bob', given: [], when: supervisor('HANGUP', 'dan'), says: 'Dan ended the call' },
  {
    at: 'bob',
    given: [],
    when: 'ringTimeout',
    says: 'Nobody answered: now at the voicemail',
    read: false,
  },
  { at: 'bob', given: [decline('ann')], when: claim('cat'), says: 'Cat answered', read: false },

  // A transfer rang here.
  { at: 'bob', given: sentToBob, when: claim('bob'), says: 'You answered it in another tab' },
  { at: 'bob', given: sentToBob, when: decline('bob'), says: 'You declined it in another tab' },
  { at: 'bob', given: sentToBob, when: cancel('ann'), says: 'Ann took the call back' },
  {
    at: 'bob',
    given: sentToBob,
    when: 'transferTimeout',
    says: 'You did not answer in time: back to Ann',
  },
  { at: 'bob', given: sentToBob, when: hangUp('ann'), says: 'Ann ended the call' },
  { at: 'bob', given: sentToBob, when: callerEnded(), says: 'The caller hung up' },
  { at: 'bob', given: askingBob, when: claim('bob'), says: 'You answered it in another tab' },
  { at: 'bob', given: askingBob, when: cancel('ann'), says: 'Ann took the call back' },
  { at: 'bob', given: askingBob, when: hangUp('ann'), says: 'Ann ended the call' },
  {
    at: 'bob',
    given: askingBob,
    when: 'transferTimeout',
    says: 'You did not answer in time: back to Ann',
  },

  // A caller came back here.
  {
    at: 'ann',
    given: [...parkedByAnn, 'parkTimeout'],
    when: claim('bob'),
    says: 'Bob picked up',
    read: false,
  },
  {
    at: 'ann',
    given: [...parkedByAnn, 'parkTimeout'],
    when: unpark('bob'),
    says: 'Bob picked up',
    read: false,
  },
  {
    at: 'ann',
    given: [...parkedByAnn, 'parkTimeout'],
    when: hangUp('bob'),
    says: 'Bob removed the caller from slot 3',
  },
  { at: 'ann', given: [...parkedByAnn, 'parkTimeout'], when: callerEnded(), says: 'The caller hung up' },

  // A colleague rang here.
  { at: 'ann', type: 'CALLED', given: [], when: callerEnded(), says: 'Cat hung up' },
  { at: 'ann', type: 'CALLED', given: [], when: hangUp('cat'), says: 'Cat hung up' },
  { at: 'ann', type: 'CALLED', given: [], when: 'ringTimeout', says: 'You did not answer in time' },
  { at: 'ann', type: 'CALLED', given: [], when: decline('ann'), says: 'You declined it in another tab' },
  { at: 'ann', type: 'CALLED', given: [], when: leaves('ann'), says: 'This did not ring in time' },

  // My call.
  { at: 'ann', given: talking, when: callerEnded(), says: 'The caller hung up' },
  { at: 'ann', given: talking, when: callerEnded('failed'), says: 'The connection to the caller failed' },
  { at: 'ann', given: talking, when: foundGone, says: 'The call had ended already' },
  { at: 'ann', given: talking, when: hangUp('ann'), says: 'You hung up in another tab' },
  { at: 'ann', given: talking, when: supervisor('HANGUP', 'dan'), says: 'Dan ended the call' },
  { at: 'ann', given: talking, when: park('ann'), says: 'You parked it in another tab, slot 3' },
  {
    at: 'ann',
    given: talking,
    when: supervisor('PARK', 'dan'),
    says: 'Dan parked it in slot 1',
    read: false,
  },
  { at: 'ann', given: talking, when: lost('ann'), says: 'You were disconnected. The caller waits in slot 1' },
  {
    at: 'ann',
    given: talking,
    when: lost('ann', true),
    says: 'You were disconnected. The caller rings at you again',
  },
  {
    at: 'ann',
    given: talking,
    when: send('ann', 'agent:bob', 'blind'),
    says: 'You sent it to Bob in another tab',
  },
  {
    at: 'ann',
    given: [claim('ann')],
    when: 'joinTimeout',
    says: 'You were not connected in time. It rings again',
  },
  {
    at: 'ann',
    given: [...parkedByAnn, unpark('ann')],
    when: 'joinTimeout',
    says: 'You were not connected in time. The caller waits in slot 3',
  },
  {
    at: 'bob',
    given: [...sentToBob, claim('bob')],
    when: 'joinTimeout',
    says: 'You were not connected in time: back to Ann',
  },
  {
    at: 'ann',
    given: [...talking, hold('ann'), released('ann')],
    when: gone('ann'),
    says: 'You were offline. The caller waits in slot 1',
  },
  { at: 'ann', given: [...talking, hold('ann')], when: callerEnded(), says: 'The caller hung up' },

  // A number that I called.
  { at: 'ann', type: 'DIALLED', given: [leg('ann')], when: callerEnded('busy'), says: 'Busy' },
  { at: 'ann', type: 'DIALLED', given: [leg('ann')], when: 'dialTimeout', says: 'No answer' },
  {
    at: 'ann',
    type: 'DIALLED',
    given: [leg('ann')],
    when: callerEnded('failed'),
    says: 'The number could not be reached',
  },
  { at: 'ann', type: 'DIALLED', given: [], when: 'joinTimeout', says: 'You were not connected in time' },
  { at: 'ann', type: 'DIALLED', given: [leg('ann')], when: lost('ann'), says: 'You were disconnected' },
  {
    at: 'ann',
    type: 'DIALLED',
    given: [leg('ann'), answered],
    when: callerEnded(),
    says: 'The other side hung up',
  },

  // My call to a colleague, and a colleague's call to me.
  { at: 'cat', type: 'CALLED', given: [], when: decline('ann'), says: 'Ann declined your call' },
  { at: 'cat', type: 'CALLED', given: [], when: 'ringTimeout', says: 'No answer from Ann' },
  { at: 'cat', type: 'CALLED', given: [], when: leaves('ann'), says: 'Ann cannot take your call' },
  { at: 'cat', type: 'CALLED', given: [], when: callerEnded(), says: 'Your connection has ended' },
  {
    at: 'cat',
    type: 'CALLED',
    given: [claim('ann')],
    when: 'joinTimeout',
    says: 'Ann was not connected in time',
  },
  { at: 'cat', type: 'CALLED', given: talking, when: hangUp('ann'), says: 'Ann hung up' },
  { at: 'cat', type: 'CALLED', given: talking, when: hangUp('cat'), says: 'You hung up in another tab' },
  { at: 'ann', type: 'CALLED', given: talking, when: hangUp('cat'), says: 'Cat hung up' },
  { at: 'ann', type: 'CALLED', given: talking, when: callerEnded(), says: 'Cat hung up' },
  { at: 'cat', type: 'CALLED', given: parkedByAnn, when: hangUp('bob'), says: 'Bob removed you from slot 3' },
  { at: 'ann', type: 'CALLED', given: parkedByAnn, when: hangUp('cat'), says: 'Cat hung up' },

  // A transfer of mine.
  { at: 'ann', given: sentToBob, when: claim('bob'), says: 'Bob answered your transfer' },
  { at: 'ann', given: sentToBob, when: decline('bob'), says: 'Bob declined: back to you' },
  { at: 'ann', given: sentToBob, when: 'transferTimeout', says: 'No answer from Bob: back to you' },
  { at: 'ann', given: sentToBob, when: callerEnded(), says: 'The caller hung up' },
  { at: 'ann', given: sentToBob, when: cancel('ann'), says: 'You took it back in another tab' },
  { at: 'ann', given: sentToBob, when: supervisor('HANGUP', 'dan'), says: 'Dan ended the call' },
  { at: 'ann', given: sentOutside, when: leg(null), says: '(217) 555-0177 answered your transfer' },
  {
    at: 'ann',
    given: sentOutside,
    when: lost(null),
    says: '(217) 555-0177 was not reached: back to you',
  },
  {
    at: 'ann',
    given: sentOutside,
    when: refused('Allow it.'),
    says: '(217) 555-0177 was not called: back to you',
  },

  // A consultation that I asked for.
  { at: 'ann', given: askingBob, when: lost('ann'), says: 'You were disconnected. It still rings at Bob' },
  { at: 'ann', given: askingBob, when: cancel('ann'), says: 'You took it back in another tab' },
  { at: 'ann', given: askingBob, when: callerEnded(), says: 'The caller hung up' },
  {
    at: 'ann',
    given: [...askingBob, claim('bob')],
    when: 'joinTimeout',
    says: 'Bob was not connected: you have the caller again',
  },
  { at: 'ann', given: withBob, when: complete('ann'), says: 'You transferred it to Bob in another tab' },
  { at: 'ann', given: withBob, when: lost('ann'), says: 'You were disconnected. Bob has the caller' },
  { at: 'ann', given: withBob, when: lost('bob'), says: 'Bob has left: you have the caller again' },
  { at: 'ann', given: withBob, when: callerEnded(), says: 'The caller hung up' },

  // A consultation for which I was asked.
  { at: 'bob', given: withBob, when: complete('ann'), says: 'Ann gave you the caller' },
  { at: 'bob', given: withBob, when: lost('ann'), says: 'Ann has left: you have the caller' },
  { at: 'bob', given: withBob, when: cancel('ann'), says: 'Ann took the call back' },
  { at: 'bob', given: withBob, when: lost('bob'), says: 'You were disconnected. Ann has the caller' },
  { at: 'bob', given: withBob, when: callerEnded(), says: 'The caller hung up' },
  { at: 'bob', given: withBob, when: hangUp('ann'), says: 'Ann ended the call' },
  {
    at: 'bob',
    given: [...askingBob, claim('bob')],
    when: 'joinTimeout',
    says: 'You were not connected in time. Ann has the caller',
  },

  // A caller that I parked.
  { at: 'ann', given: parkedByAnn, when: unpark('bob'), says: 'Bob picked up', read: false },
  {
    at: 'ann',
    given: parkedByAnn,
    when: unpark('ann'),
    says: 'You picked it up in another tab',
    read: false,
  },
  { at: 'ann', given: parkedByAnn, when: callerEnded(), says: 'The caller hung up in the lot' },
  { at: 'ann', given: parkedByAnn, when: hangUp('bob'), says: 'Bob removed the caller from slot 3' },
  { at: 'ann', given: parkedByAnn, when: hangUp('ann'), says: 'You hung up in another tab' },

  // A caller that nobody took, and who went where the parker had said.
  {
    at: 'bob',
    given: [...parkedForBob('+12175550177'), 'parkTimeout'],
    when: 'returnTimeout',
    says: 'You did not answer in time: it rings at (217) 555-0177',
  },
  {
    at: 'bob',
    given: [...parkedForBob('voicemail'), 'parkTimeout'],
    when: 'returnTimeout',
    says: 'You did not answer in time: now at the voicemail',
  },
  {
    at: 'ann',
    given: [...parkedForBob('voicemail'), 'parkTimeout'],
    when: decline('bob'),
    says: 'Nobody took the caller: now at the voicemail',
  },
]

describe('the reason why a card went away', () => {
  test.each(ways)('$says: at $at, given $given, when $when', async (way) => {
    const call = begin(way.type)
    for (const what of way.given) happen(call, what)
    const before = viewOf(call)
    happen(call, way.when)
    const { notices, reads } = await told(way.at, call, [before, viewOf(call)])
    expect(notices).toEqual(way.says === null ? [] : [way.says])
    expect(reads).toBe(way.read === false ? 0 : 1)
  })

  test('is not told in the tab whose agent did it, but a park and a transfer are confirmed', async () => {
    const own = [
      { at: 'bob', given: [], when: claim('bob'), says: [] },
      { at: 'bob', given: [], when: decline('bob'), says: [] },
      { at: 'ann', given: talking, when: hangUp('ann'), says: [] },
      { at: 'ann', given: talking, when: park('ann'), says: ['Parked in slot 3'] },
      { at: 'ann', given: parkedByAnn, when: unpark('ann'), says: [] },
      { at: 'ann', given: withBob, when: complete('ann'), says: ['Transferred to Bob'] },
    ]
    for (const { at: me, given, when, says } of own) {
      const call = begin()
      for (const what of given) happen(call, what)
      const before = viewOf(call)
      happen(call, when)
      expect((await told(me, call, [before, viewOf(call)], { here: true })).notices).toEqual(says)
    }
  })

  test('is the event that took the card, also where the console missed views of it', async () => {
    const call = begin()
    for (const what of talking) happen(call, what)
    const before = viewOf(call)
    for (const what of [supervisor('PARK', 'dan'), unpark('bob'), leg('bob'), callerEnded()])
      happen(call, what)
    expect((await told('ann', call, [before, viewOf(call)])).notices).toEqual(['Dan parked it in the lot'])
    expect((await told('ann', call, [before, null])).notices).toEqual(['Dan parked it in the lot'])
  })

  test('is only what is certain where the timeline cannot be read', async () => {
    const timeline = () => Promise.reject(new Error('503'))
    const call = begin()
    for (const what of talking) happen(call, what)
    const before = viewOf(call)
    happen(call, lost('ann'))
    const parked = await told('ann', call, [before, viewOf(call)], { timeline })
    expect(parked.notices).toEqual(['The caller waits in slot 1'])
    happen(call, callerEnded())
    const ended = await told('ann', call, [before, viewOf(call)], { timeline })
    expect(ended.notices).toEqual(['The call has ended'])
  })

  test('is not told where no card went', async () => {
    const call = begin()
    const ringing = viewOf(call)
    happen(call, claim('ann'))
    const connecting = viewOf(call)
    happen(call, leg('ann'))
    const talks = viewOf(call)
    happen(call, callerEnded())
    expect(await told('ann', call, [connecting, talks])).toEqual({ notices: [], reads: 0 })
    expect(await told('bob', call, [talks, viewOf(call)])).toEqual({ notices: [], reads: 0 })
    expect(await told('bob', call, [{ ...ringing, offeredTo: ['ann'] }, talks])).toEqual({
      notices: [],
      reads: 0,
    })
  })
})

/** What is said where the timeline has no words for an event. */
const VAGUE =
  /^(The call has ended|The caller (waits in|talks with|is at)|.+ has the call$)|undefined|null|agent:|^ |: $| {2}/

test('each agent who loses a card is told once why, after all events of a call', async () => {
  const faults = new Set<string>()
  await fc.assert(
    fc.asyncProperty(beginning, fc.array(step, { minLength: 1, maxLength: 25 }), async (start, steps) => {
      const call = new OneCall(start)
      for (const one of steps) {
        const before = viewOf(call)
        if (!call.take(one)?.changed) continue
        const after = viewOf(call)
        for (const me of AGENTS) {
          const hold = holdOf(before, me)
          const { notices } = await told(me, call, [before, after])
          // A call that goes on ringing at others may have been offered to free agents alone.
          const mayBeSilent = hold === 'ring' && after.state === before.state
          const isTold = hold !== null && isLost(hold, after, me) && !mayBeSilent
          const [title = ''] = notices
          if (notices.length > 1 || (isTold && notices.length === 0) || VAGUE.test(title))
            faults.add(`${me} ${before.state} -${call.history.at(-1)?.event}-> ${after.state}: ${title}`)
        }
      }
    }),
    { numRuns: 100 },
  )
  expect([...faults]).toEqual([])
})
