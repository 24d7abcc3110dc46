import { expect, test } from 'vitest'
import type { TimelineEntry } from '../../../coordinator/protocol/timeline.ts'
import { entryText } from '../../../web/timeline/entry-text.ts'
import { stretchesOf, totalsOf } from '../../../web/timeline/timeline.ts'
import { at } from './calls.ts'

const line = (seconds: number, event: string, state: string, to: string | null, by = to): TimelineEntry => ({
  rev: seconds + 1,
  at: at(seconds),
  event,
  by,
  from: null,
  to,
  state,
})

const history = [
  line(0, 'INBOUND', 'ringing.offering', null),
  line(5, 'CLAIM', 'active.connecting', 'ann'),
  line(6, 'LEG_CONNECTED', 'active.talking', 'ann'),
  line(20, 'PARK', 'parked.waiting', null, 'ann'),
  line(30, 'parkTimeout', 'parked.returning', null),
  line(50, 'CLAIM', 'active.talking', 'bob'),
  line(60, 'CALLER_ENDED', 'ended', 'bob', null),
]

test('a call’s history tells who had the caller, and for how long', () => {
  expect(stretchesOf(history, 0)).toEqual([
    { phase: 'waiting', agentId: null, ms: 5_000 },
    { phase: 'waiting', agentId: 'ann', ms: 1_000 },
    { phase: 'talking', agentId: 'ann', ms: 14_000 },
    { phase: 'parked', agentId: null, ms: 30_000 },
    { phase: 'talking', agentId: 'bob', ms: 10_000 },
  ])
  expect(totalsOf(stretchesOf(history, 0))).toEqual({ talkedMs: 24_000, waitedMs: 36_000 })
})

test('a call that goes on lasts until now', () => {
  expect(stretchesOf(history.slice(0, 1), Date.parse(at(9)))).toEqual([
    { phase: 'waiting', agentId: null, ms: 9_000 },
  ])
})

test('each line reads as a sentence', () => {
  const nameOf = (who: string) => (who === 'me' ? 'you' : 'Ann')
  expect(entryText(line(1, 'PARK', 'parked.waiting', 'ann'), nameOf)).toBe('Ann parked the caller')
  expect(entryText(line(1, 'LEG_CONNECTED', 'active.talking', 'me'), nameOf)).toBe('You are on the line')
  expect(entryText(line(1, 'ringTimeout', 'voicemail.recording', null), nameOf)).toBe(
    'Nobody answered in time',
  )
})
