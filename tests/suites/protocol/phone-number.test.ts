import { describe, expect, test } from 'vitest'
import { readNumber } from '../../../coordinator/protocol/phone-number.ts'

describe('a number', () => {
  test.each([
    ['tel:+1-202-555-0117', '+12025550117'],
    ['tel:%2B12025550117', '+12025550117'],
    ['callto:+12025550117', '+12025550117'],
    ['tel:863-1234;phone-context=+1-914', '+19148631234'],
    ['\u202a+1 202\u2011555\u20110117\u202c', '+12025550117'],
    ['+1\u00a0202\u00ad555\u200b0117\ufeff', '+12025550117'],
    ['＋１（２０２）５５５－０１１７', '+12025550117'],
    ['٢٠٢٥٥٥٠١١٧', '2025550117'],
    ['२०२ ५५५ ०११७', '2025550117'],
    ['+44 (0)20 7946 0958', '+442079460958'],
    [' 202.555.0117\n', '2025550117'],
    ['202/555-0117', '2025550117'],
  ])('is read as people paste it: %j', (pasted, number) => {
    expect(readNumber(pasted)).toEqual({ number, extension: null })
  })

  test.each([
    'tel:+1-202-555-0117;ext=12',
    '+1 (202) 555-0117 ext. 12',
    '+12025550117 Extension: 12',
    '+1 202 555 0117 x12',
    '+1 202 555 0117 #12',
    '+12025550117,,12#',
    '+12025550117;ext=１２',
  ])('may have an extension behind it: %j', (pasted) => {
    expect(readNumber(pasted)).toEqual({ number: '+12025550117', extension: '12' })
  })

  test.each([
    '',
    '+',
    'mary',
    'tel:',
    'Ann: 2025550117',
    '+1 202 555 0117 and +1 202 555 0118',
    '2175550148x2175550149',
    '++12025550117',
    '2'.repeat(100),
    'tel:%ZZ',
  ])('is not: %j', (text) => {
    expect(readNumber(text)).toBeNull()
  })
})
