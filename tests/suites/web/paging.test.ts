import '../../setup/language/english.ts'
import { expect, test } from 'vitest'
import { callToPage, pagingText } from '../../../web/parking/paging.ts'
import { leftWords, parkedWords } from '../../../web/parking/stay-words.ts'
import { at, parkedCall } from './calls.ts'

const nameOf = (who: string) => (who === 'ann' ? 'Ann' : who === 'me' ? 'you' : who)

const inSlot = (
  callSid: string,
  by: string,
  slot: number | null,
  seconds: number,
  one: string | null = null,
) =>
  parkedCall(by, {
    callSid,
    callerName: 'Ada Brown',
    parked: { slot, by, at: at(seconds), note: null, returnsAt: null, for: one, elseTo: null },
  })

test('what is called out says who is wanted where, and never who calls', () => {
  expect(pagingText(inSlot('CA1', 'me', 4, 1, 'ann'), nameOf)).toBe('Ann, slot 4')
  expect(pagingText(inSlot('CA1', 'me', 4, 1), nameOf)).toBe('A caller waits, slot 4')
  expect(pagingText(inSlot('CA1', 'me', null, 1, 'ann'), nameOf)).toBeNull()
})

test('the key means the slot with the focus, else the caller that this agent parked last', () => {
  const parked = [inSlot('CA1', 'me', 1, 10), inSlot('CA2', 'me', 2, 20), inSlot('CA3', 'ann', 3, 30)]
  expect(callToPage(parked, 'me', null)?.callSid).toBe('CA2')
  expect(callToPage(parked, 'me', 'CA3')?.callSid).toBe('CA3')
  expect(callToPage([inSlot('CA1', 'me', null, 10), ...parked.slice(2)], 'me', 'CA1')).toBeNull()
})

test('a stay in a slot says who parked the caller, for which agent, and how the caller left', () => {
  const stay = { call: inSlot('CA1', 'me', 4, 0), at: at(0), by: 'me', for: 'ann', until: at(83) }
  expect(parkedWords({ ...stay, left: null, leftBy: null }, nameOf)).toBe('parked by you for Ann')
  expect(leftWords({ ...stay, left: 'UNPARK', leftBy: 'ann' }, nameOf)).toBe('picked up by Ann after 1:23')
  expect(leftWords({ ...stay, left: 'CALLER_ENDED', leftBy: null }, nameOf)).toBe(
    'the caller hung up after 1:23',
  )
  expect(leftWords({ ...stay, until: null, left: null, leftBy: null }, nameOf)).toBeNull()
})
