import { describe, expect, test } from 'vitest'
import { charactersOf, cleanText, LineOfText } from '../../../coordinator/protocol/text.ts'

const FAMILY = '👩‍👩‍👧‍👦'

describe('a text of somebody else’s', () => {
  test.each([
    ['\u202eeve\u202c', 'eve'],
    ['\u2066Ann\u2069\u200f Lee\u061c', 'Ann Lee'],
    ['Ann\u0000\u0007\u001b[31m Lee', 'Ann[31m Lee'],
    ['Ann\r\nLee\u2028Ltd.\t', 'Ann Lee Ltd.'],
    ['\ud800Ann\u{e0041}', 'Ann'],
    ['\u200b\ufeff', ''],
    ['Zoe\u0308', 'Zoë'],
    [`a${'\u0301'.repeat(50)}`, `á${'\u0301'.repeat(4)}`],
    [`${FAMILY} می‌خواهم`, `${FAMILY} می‌خواهم`],
  ])('loses what nobody sees: %j', (text, clean) => {
    expect(cleanText(text, 100)).toBe(clean)
  })

  test('is cut between characters as a reader counts them', () => {
    expect(cleanText(FAMILY.repeat(5), 3)).toBe(FAMILY.repeat(3))
    expect(cleanText('🇩🇪🇫🇷🇮🇹', 2)).toBe('🇩🇪🇫🇷')
    expect(cleanText('e\u0301'.repeat(200), 100)).toBe('é'.repeat(100))
    expect(cleanText('क्षि'.repeat(3), 2)).toBe(charactersOf('क्षि'.repeat(3)).slice(0, 2).join(''))
    expect(cleanText('x'.repeat(1_000_000), 100)).toHaveLength(100)
  })
})

test('a line that somebody types is counted as a reader counts', () => {
  expect(LineOfText(3).parse(` ${FAMILY}\u202e `)).toBe(FAMILY)
  expect(LineOfText(3).safeParse(FAMILY.repeat(3)).success).toBe(true)
  expect(LineOfText(3).safeParse('abcd').success).toBe(false)
})
