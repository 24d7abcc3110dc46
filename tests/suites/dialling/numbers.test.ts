import { describe, expect, test } from 'vitest'
import { type DialRules, dialRules, outsideNumber } from '../../../coordinator/dialling/numbers.ts'
import { Refusal } from '../../../coordinator/http/problem.ts'

const OURS = '+12175550100'
const ours = dialRules({ country: null, countries: null }, OURS)

function refusalOf(rules: DialRules, text: string): Refusal {
  try {
    outsideNumber(rules, text)
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error(`${text} was let through`)
}

describe('a number', () => {
  test.each([
    ['+12175550148', '+12175550148'],
    ['(217) 555-0148', '+12175550148'],
    ['1-217-555-0148', '+12175550148'],
    ['  217.555.0148 ', '+12175550148'],
    ['+1 800 555 0100', '+18005550100'],
  ])('%s is read as %s', (typed, number) => {
    expect(outsideNumber(ours, typed)).toBe(number)
  })

  test('of a range that no table knows is let through, as one of the country its code is named after', () => {
    expect(outsideNumber(ours, '+15551234567')).toBe('+15551234567')
    expect(refusalOf(dialRules({ country: 'GB', countries: ['GB'] }, OURS), '+15551234567').code).toBe(
      'number_not_allowed',
    )
  })

  test('without its country is one of the country that is set', () => {
    const british = dialRules({ country: 'GB', countries: ['GB', 'US'] }, OURS)
    expect(outsideNumber(british, '020 7183 8750')).toBe('+442071838750')
    expect(outsideNumber(british, '+12175550148')).toBe('+12175550148')
  })

  test.each([
    '',
    'mary',
    '+1217555',
    '+121755501481234',
    '+1 217 555 0148 ext. 5',
    '+9991234567',
    '2175550148x2175550149',
  ])('is not: %s', (text) => {
    const { code, explanation } = refusalOf(ours, text)
    expect([code, explanation.errors?.map(({ path }) => path)]).toEqual(['invalid_request', ['to']])
  })
})

describe('nobody is called', () => {
  test.each([
    ['in another country', '+442071838750'],
    ['on an island with the same calling code', '+18765551234'],
    ['at a premium rate', '+19005550100'],
    ['at a personal number', '+15005550006'],
    ['at an emergency number', '911'],
    ['at a short code', '48484'],
    ['in no country at all', '+88213300655'],
  ])('%s: %s', (_, number) => {
    expect(refusalOf(ours, number).code).toBe('number_not_allowed')
  })

  test.each([
    ['FR', '+33899123456'],
    ['DE', '+491805123456'],
    ['GB', '+447012345678'],
    ['GB', '112'],
  ])('at lines that cost more, in a country that is allowed (%s, %s)', (country, number) => {
    expect(refusalOf(dialRules({ country, countries: [country] }, OURS), number).code).toBe(
      'number_not_allowed',
    )
  })

  test('without a number of ours to call from', () => {
    const none = dialRules({ country: 'US', countries: ['US'] }, null)
    expect(refusalOf(none, '+12175550148')).toMatchObject({ code: 'number_not_allowed' })
  })
})
