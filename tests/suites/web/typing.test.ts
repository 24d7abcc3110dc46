import { describe, expect, test } from 'vitest'
import { inE164, typedNumber } from '../../../web/dial/typing.ts'

/** One key after the other at the end of the field; `<` deletes. */
function keys(text: string, country: string | null = 'US'): string {
  let shown = ''
  for (const key of text) shown = typedNumber(shown, key === '<' ? shown.slice(0, -1) : shown + key, country)
  return shown
}

describe('a number field', () => {
  test.each([
    ['2175550148', 'US', '(217) 555-0148'],
    ['+12175550148', 'US', '+1 217 555 0148'],
    ['+442071838750', 'US', '+44 20 7183 8750'],
    ['02071838750', 'GB', '020 7183 8750'],
    ['*31#', 'US', '*31#'],
    ['217x555', 'US', '(217) 555'],
  ])('spaces what is typed: %s (%s)', (typed, country, shown) => {
    expect(keys(typed, country)).toBe(shown)
  })

  test('can be emptied by deleting, brackets and all', () => {
    expect(keys('217<')).toBe('21')
    expect(keys('2175<<<<')).toBe('')
  })

  test.each([
    ['tel:+1-217-555-0148', '(217) 555-0148'],
    ['Ada Brown: 217.555.0148 (mobile)', '(217) 555-0148'],
    [' +44 20 7183 8750\n', '+44 20 7183 8750'],
  ])('takes the number out of what is pasted: %s', (pasted, shown) => {
    expect(typedNumber('', pasted, 'US')).toBe(shown)
  })

  test('says E.164 of what is one, and nothing of what is none', () => {
    expect([inE164('(217) 555-0148', 'US'), inE164('+44 20 7183 8750', null)]).toEqual([
      '+12175550148',
      '+442071838750',
    ])
    expect([inE164('217', 'US'), inE164('(217) 555-0148', null), inE164('mary', 'US')]).toEqual([
      null,
      null,
      null,
    ])
  })
})
