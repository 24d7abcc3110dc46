import '../../setup/language/english.ts'
import { expect, test } from 'vitest'
import { carrierCountInWords, countInWords } from '../../../web/privacy/words.ts'

const carrier = (owed: number | null) => ({ recordings: 2, logEntries: 2, owed })

test.each([
  ['before an erasure, what is there', { dryRun: true, carrier: carrier(null) }, '2', '2'],
  ['after it, what has gone', { dryRun: false, carrier: carrier(0) }, '2 erased', '2 erased'],
  [
    'and what Twilio has not confirmed yet',
    { dryRun: false, carrier: carrier(1) },
    '2 erased',
    '2 to be erased by Twilio',
  ],
])('a count says %s', (_, report, here, atTwilio) => {
  expect([countInWords(report, 2), carrierCountInWords(report, 2)]).toEqual([here, atTwilio])
})

test('nothing is not counted as erased', () => {
  expect(countInWords({ dryRun: false }, 0)).toBe('none')
})
