import { afterAll, beforeAll, expect, test } from 'vitest'
import { REFUSALS, refusalByCarrier } from '../../../coordinator/dialling/refusal-by-carrier.ts'
import { problemOf, Refusal } from '../../../coordinator/http/problem.ts'
import { ProblemReason } from '../../../coordinator/protocol/problem.ts'
import { carrierRefusalText, problemText } from '../../../web/commands/problem-text.ts'
import { compiled, messagesOf } from '../../../web/language/build/catalogues.ts'
import { setLocale } from '../../../web/language/locale.ts'
import { addTexts } from '../../../web/language/text.ts'

beforeAll(() => inLanguage('de', 'de-DE'))
afterAll(() => inLanguage('en', 'en-US'))

function inLanguage(language: 'de' | 'en', tag: string) {
  addTexts(compiled(messagesOf(language)))
  setLocale(tag)
}

test.each(ProblemReason.options)(
  'why a number is not called is said in the language of the page: %s',
  (reason) => {
    const problem = problemOf(new Refusal('number_not_allowed', 'in English', { reason, country: 'FR' }))
    const text = problemText(problem)
    expect(text).not.toBe('in English')
    expect(text.includes('Frankreich')).toBe(reason === 'country' || reason === 'mistyped')
  },
)

test('so is what Twilio said, with its code', () => {
  for (const code of Object.keys(REFUSALS)) {
    const text = carrierRefusalText(refusalByCarrier(Number(code), '+12175550148'))
    expect(text).toContain(`(${code})`)
    expect(text, code).not.toContain('hat diese Nummer nicht angerufen')
  }
  expect(carrierRefusalText(refusalByCarrier(99999, '+12175550148'))).toBe(
    'Twilio hat diese Nummer nicht angerufen. https://www.twilio.com/docs/errors/99999 sagt, warum. (99999)',
  )
  expect(carrierRefusalText(refusalByCarrier(21215, '+12175550148'))).toMatch(
    /: United States\. .*https:\S+geo-permissions \(21215\)$/,
  )
})

test('a reason that only a newer server knows leaves its words', () => {
  const problem = { ...problemOf(new Refusal('not_in_state', 'words of the server')), reason: undefined }
  expect(problemText(problem)).toBe('words of the server')
})
