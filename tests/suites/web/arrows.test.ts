import { expect, test } from 'vitest'
import { type Box, wayTo } from '../../../web/keys/arrows.ts'

const box = (left: number, top: number, width = 100, height = 30): Box => ({
  left,
  right: left + width,
  top,
  bottom: top + height,
})
const from = box(200, 200)

test('an arrow goes only in its direction', () => {
  expect(wayTo(from, box(200, 240), 'ArrowDown')).toBe(10)
  expect(wayTo(from, box(200, 240), 'ArrowUp')).toBeNull()
  expect(wayTo(from, box(320, 200), 'ArrowRight')).toBe(20)
  expect(wayTo(from, box(320, 200), 'ArrowLeft')).toBeNull()
  expect(wayTo(from, box(80, 200), 'ArrowLeft')).toBe(20)
  expect(wayTo(from, box(200, 150), 'ArrowUp')).toBe(20)
})

test('a key straight ahead is nearer than one aside', () => {
  const ahead = wayTo(from, box(200, 300), 'ArrowDown')
  const aside = wayTo(from, box(340, 240), 'ArrowDown')
  expect(aside).toBeGreaterThan(ahead ?? Number.NaN)
})

test('keys that touch, or overlap by a line, are beside each other', () => {
  expect(wayTo(from, box(298, 200), 'ArrowRight')).toBe(0)
  expect(wayTo(from, box(260, 200), 'ArrowRight')).toBeNull()
})
