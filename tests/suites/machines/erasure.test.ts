import { expect, test } from 'vitest'
import { mentionsOneOf } from '../../../machines/call/erasure.ts'

const AMERICAN = '+12175550166'
const BERLIN = '+4930901820'

const names = (number: string, text: string) => text.search(mentionsOneOf([number])) >= 0

test.each([
  [AMERICAN, '+12175550166'],
  [AMERICAN, 'her sister: (217) 555-0166.'],
  [AMERICAN, '217.555.0166'],
  [AMERICAN, '1 217 555 0166, after six'],
  [AMERICAN, '001 (217) 555–0166'],
  [AMERICAN, 'sip:12175550166@10.0.0.5'],
  [BERLIN, '+49 (0)30 901820'],
  [BERLIN, '030/901820'],
  [BERLIN, '0049 30 90 18 20'],
  [BERLIN, 'Tel. 030 901820'],
])('%s is found in: %s', (number, text) => {
  expect(names(number, text)).toBe(true)
  expect(text.replace(mentionsOneOf([number]), '~')).not.toMatch(/\d{4}/)
})

test.each([
  [AMERICAN, '+121755501669'],
  [AMERICAN, '+442175550166'],
  [AMERICAN, '+44 2175550166'],
  [AMERICAN, '+44 (217) 555-0166'],
  [AMERICAN, 'order 92175550166'],
  [AMERICAN, 'CA2175550166abc'],
  [AMERICAN, '555-0166'],
  // Six digits may mean anything.
  ['+49301234', 'paid on 301234'],
  // A time is no number.
  ['+4920261130', '"at":"2026-11-30T10:00:00.000Z"'],
])('%s is not found in: %s', (number, text) => {
  expect(names(number, text)).toBe(false)
})
