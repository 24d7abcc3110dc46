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

  test('takes an extension behind a whole number, and lets it be deleted', () => {
    expect(keys('2175550148x12')).toBe('(217) 555-0148 ext. 12')
    expect(keys('2175550148,12<')).toBe('(217) 555-0148 ext. 1')
    expect(keys('2175550148x1<')).toBe('(217) 555-0148')
    expect(keys('2175550148x<')).toBe('(217) 555-0148')
  })

  test('can be emptied by deleting, brackets and all', () => {
    expect(keys('217<')).toBe('21')
    expect(keys('2175<<<<')).toBe('')
  })

  test.each([
    ['tel:+1-217-555-0148', '(217) 555-0148'],
    ['Ada Brown: 217.555.0148 (mobile)', '(217) 555-0148'],
    [' +44 20 7183 8750\n', '+44 20 7183 8750'],
    ['\u202a(217) 555\u20110148\u202c', '(217) 555-0148'],
    ['＋１ ２１７ ５５５ ０１４８', '(217) 555-0148'],
    ['tel:+1-217-555-0148;ext=12', '(217) 555-0148 ext. 12'],
    ['217-555-0148 x12', '(217) 555-0148 ext. 12'],
    ['Ada: 217 555 0148 ext. 12', '(217) 555-0148 ext. 12'],
  ])('takes the number out of what is pasted: %s', (pasted, shown) => {
    expect(typedNumber('', pasted, 'US')).toBe(shown)
  })

  test('says E.164 of what is one, and nothing of what is none', () => {
    expect([inE164('(217) 555-0148 ext. 12', 'US'), inE164('+44 20 7183 8750', null)]).toEqual([
      { number: '+12175550148', extension: '12' },
      { number: '+442071838750', extension: null },
    ])
    expect([inE164('217', 'US'), inE164('(217) 555-0148', null), inE164('mary', 'US')]).toEqual([
      null,
      null,
      null,
    ])
  })
})
