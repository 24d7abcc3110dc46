import '../../setup/language/english.ts'
import { expect, test } from 'vitest'
import type { TimelineEntry } from '../../../coordinator/protocol/timeline.ts'
import { entryText } from '../../../web/timeline/entry-text.ts'
import { stretchesOf, totalsOf } from '../../../web/timeline/timeline.ts'
import { at } from './calls.ts'

const entry = (seconds: number, event: string, state: string, to: string | null, by = to): TimelineEntry => ({
  rev: seconds + 1,
  at: at(seconds),
  event,
  by,
  from: null,
  to,
  state,
})

const entries = [
  entry(0, 'INBOUND', 'ringing.offering', null),
  entry(5, 'CLAIM', 'active.connecting', 'ann'),
  entry(6, 'LEG_CONNECTED', 'active.talking', 'ann'),
  entry(20, 'PARK', 'parked.waiting', null, 'ann'),
  entry(30, 'parkTimeout', 'parked.returning', null),
  entry(50, 'CLAIM', 'active.talking', 'bob'),
  entry(60, 'CALLER_ENDED', 'ended', 'bob', null),
]

test('the timeline tells who had the caller, and for how long', () => {
  expect(stretchesOf(entries, 0)).toEqual([
    { phase: 'waiting', agentId: null, ms: 5_000 },
    { phase: 'waiting', agentId: 'ann', ms: 1_000 },
    { phase: 'talking', agentId: 'ann', ms: 14_000 },
    { phase: 'parked', agentId: null, ms: 30_000 },
    { phase: 'talking', agentId: 'bob', ms: 10_000 },
  ])
  expect(totalsOf(stretchesOf(entries, 0))).toMatchObject({ talkedMs: 24_000, waitedMs: 36_000 })
})

test('a call that goes on lasts until now', () => {
  expect(stretchesOf(entries.slice(0, 1), Date.parse(at(9)))).toEqual([
    { phase: 'waiting', agentId: null, ms: 9_000 },
  ])
})

test('each entry reads as a sentence', () => {
  const nameOf = (who: string) => (who === 'me' ? 'you' : 'Ann')
  expect(entryText(entry(1, 'PARK', 'parked.waiting', 'ann'), nameOf)).toBe('Ann parked the caller')
  expect(entryText(entry(1, 'LEG_CONNECTED', 'active.talking', 'me'), nameOf)).toBe('You are connected')
  expect(entryText(entry(1, 'ringTimeout', 'voicemail.recording', null), nameOf)).toBe(
    'Nobody answered in time',
  )
})

test('an offer to one colleague that came to nothing is told as that, and not as an offer to all', () => {
  const text = (state: string) => entryText(entry(0, 'OFFER', state, null), (who) => who)
  expect(text('ringing.offering')).toBe('Offered to every available agent')
  for (const state of ['ended', 'active.talking'])
    expect(text(state)).toBe('The colleague could not take the call')
})
