import '../../setup/language/english.ts'
import { expect, test } from 'vitest'
import { returnReason } from '../../../web/calls/return-reason.ts'
import {
  begin,
  claim,
  decline,
  type Happening,
  happen,
  lost,
  NAMES,
  parkedByAnn,
  refused,
  sentOutside,
  sentToBob,
  talking,
  unpark,
  viewOf,
} from './happenings.ts'

const back: Happening = { type: 'AGENT_BACK', agentId: 'ann' }

/** Why a call came back: what happened to it, what its card says at Ann's desk, and at Cat's. */
const returns: [string, readonly Happening[], string, string][] = [
  [
    'the time in the slot is over',
    [...parkedByAnn, 'parkTimeout'],
    'Back from slot 3, parked by you',
    'Back from slot 3, parked by Ann',
  ],
  [
    'nobody picks it up, and it rings at everybody',
    [...parkedByAnn, 'parkTimeout', 'returnTimeout'],
    'Back from slot 3, parked by you',
    'Back from slot 3, parked by Ann',
  ],
  ['a transfer is declined', [...sentToBob, decline('bob')], 'Bob declined: back to you', 'Bob declined'],
  [
    'a transfer is not answered',
    [...sentToBob, 'transferTimeout'],
    'No answer from Bob: back to you',
    'No answer from Bob',
  ],
  [
    'a number outside is not reached',
    [...sentOutside, lost(null)],
    '+12175550177 was not reached: back to you',
    '+12175550177 was not reached',
  ],
  [
    'Twilio refuses to call a number outside',
    [...sentOutside, refused('Allow it.')],
    '+12175550177 was not called: back to you',
    '+12175550177 was not called',
  ],
  [
    'the target of a transfer is not connected',
    [...sentToBob, claim('bob'), 'joinTimeout'],
    'Bob was not connected: back to you',
    'Bob was not connected',
  ],
  [
    'the page is reloaded',
    [...talking, lost('ann', true)],
    'You were disconnected: back to you',
    'Ann was disconnected',
  ],
  [
    'the browser crashes, and its agent comes back',
    [...talking, lost('ann'), back],
    'You were disconnected: back to you',
    'Ann was disconnected',
  ],
  [
    'the browser crashes, and nobody picks the caller up',
    [...talking, lost('ann'), 'parkTimeout'],
    'You were disconnected: back to you',
    'Ann was disconnected',
  ],
  [
    'it was parked twice',
    [
      ...talking,
      lost('ann'),
      unpark('bob'),
      { type: 'LEG_CONNECTED', legSid: 'CAb', agentId: 'bob' },
      { type: 'PARK', by: 'bob', role: 'agent', slot: 2 },
      'parkTimeout',
    ],
    'Back from slot 2, parked by Bob',
    'Back from slot 2, parked by Bob',
  ],
]

const nameFor = (me: string) => (who: string) => {
  const agentId = who.replace('agent:', '')
  return agentId === me ? 'you' : (NAMES[agentId] ?? who)
}

test.each(returns)('a card says that %s', (_, what, atAnns, atCats) => {
  const call = begin()
  for (const it of what) happen(call, it)
  const view = viewOf(call)
  expect(returnReason(call.history, view, nameFor('ann'))).toBe(atAnns)
  expect(returnReason(call.history, view, nameFor('cat'))).toBe(atCats)
})

test('until the timeline is read, a card says which agent the call came back to, and its slot', () => {
  const call = begin()
  for (const it of [...parkedByAnn, 'parkTimeout']) happen(call, it)
  expect(returnReason([], viewOf(call), nameFor('ann'))).toBe('Back to you, slot 3')
})
