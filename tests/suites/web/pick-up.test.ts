import { expect, test } from 'vitest'
import { pickStep } from '../../../web/keys/pick-up.ts'

const lot = new Map([
  [1, 'CA1'],
  [3, 'CA3'],
  [12, 'CA12'],
])
const step = (typed: string, key: string, isSame = false) => pickStep({ lot, typed }, key, isSame)

test('a slot that no other number begins with is picked up at once', () => {
  expect(step('', '3')).toEqual({ kind: 'slot', callSid: 'CA3' })
  expect(step('', 'Num 3')).toEqual({ kind: 'slot', callSid: 'CA3' })
})

test('a slot with which another number begins waits for the next digit or Enter', () => {
  expect(step('', '1')).toEqual({ kind: 'typing', typed: '1' })
  expect(step('1', '2')).toEqual({ kind: 'slot', callSid: 'CA12' })
  expect(step('1', 'Enter')).toEqual({ kind: 'slot', callSid: 'CA1' })
})

test('an empty slot picks up nobody', () => {
  expect(step('', '7')).toEqual({ kind: 'empty', slot: '7' })
  expect(step('1', '9')).toEqual({ kind: 'empty', slot: '19' })
})

test('the same key again, or Enter, is for who has waited longest', () => {
  expect(step('', 'P', true)).toEqual({ kind: 'longest' })
  expect(step('', 'Enter')).toEqual({ kind: 'longest' })
})

test('Escape stops, and any other key means what it always means', () => {
  expect(step('1', 'Escape')).toEqual({ kind: 'stop' })
  expect(step('1', 'A')).toEqual({ kind: 'other' })
  expect(step('1', 'P', true)).toEqual({ kind: 'other' })
})
