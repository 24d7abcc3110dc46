import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDeskStore } from '../../../web/feed/desk-store.ts'
import { dealDigits, followRowDigits, type RowDigits } from '../../../web/keys/row-digits.ts'
import { ringingCall, talkingCall } from './calls.ts'

const NONE: RowDigits = { digits: new Map(), resting: new Map() }
const names = (count: number) => Array.from({ length: count }, (_, n) => `CA${n}`)

test('the first nine calls have 1 to 9 in their order, and the tenth none', () => {
  const { digits } = dealDigits(NONE, names(10), 0)
  expect([...digits]).toEqual(names(9).map((callSid, n) => [callSid, n + 1]))
})

test('a call keeps its digit when others go, and the next call comes after the highest', () => {
  const before = dealDigits(NONE, ['a', 'b', 'c'], 0)
  const after = dealDigits(before, ['a', 'c', 'd'], 100)
  expect([...after.digits]).toEqual([
    ['a', 1],
    ['c', 3],
    ['d', 4],
  ])
})

test('a digit whose call has gone belongs to nobody for three seconds', () => {
  const gone = dealDigits(dealDigits(NONE, ['a'], 0), [], 1_000)
  expect(dealDigits(gone, ['b'], 3_999).digits.get('b')).toBe(2)
  expect(dealDigits(gone, ['b'], 4_001).digits.get('b')).toBe(1)
})

test('while calls ring and go, no digit moves, none is shared, and none is dealt again at once', () => {
  const step = fc.record({
    ringing: fc.uniqueArray(fc.constantFrom(...names(14)), { maxLength: 12 }),
    laterMs: fc.integer({ min: 0, max: 4_000 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let state = NONE
      let now = 0
      const goneAt = new Map<number, number>()
      for (const { ringing, laterMs } of steps) {
        now += laterMs
        const before = state
        state = dealDigits(before, ringing, now)
        const dealt = [...state.digits.values()]
        expect(new Set(dealt).size).toBe(dealt.length)
        expect([...state.digits.keys()].every((callSid) => ringing.includes(callSid))).toBe(true)
        for (const [callSid, digit] of before.digits) {
          if (ringing.includes(callSid)) expect(state.digits.get(callSid)).toBe(digit)
          else goneAt.set(digit, now)
        }
        for (const [callSid, digit] of state.digits) {
          if (before.digits.has(callSid)) continue
          expect(now - (goneAt.get(digit) ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(3_000)
        }
      }
    }),
  )
})

test('the digits follow the calls that ring at the desk', () => {
  const desk = createDeskStore('me')
  const rows = followRowDigits(desk)
  const receive = (call: ReturnType<typeof ringingCall>) => desk.trigger.callReceived({ call })
  receive(ringingCall({ callSid: 'CA1' }))
  receive(ringingCall({ callSid: 'CA2' }))
  expect([rows.callOf(1), rows.callOf(2), rows.callOf(3)]).toEqual(['CA1', 'CA2', null])
  receive(talkingCall('ann', { callSid: 'CA1', rev: 2 }))
  expect([rows.callOf(1), rows.callOf(2)]).toEqual([null, 'CA2'])
  receive(ringingCall({ callSid: 'CA3' }))
  expect([rows.callOf(1), rows.callOf(2), rows.callOf(3)]).toEqual([null, 'CA2', 'CA3'])
  rows.stop()
})
