import { describe, expect, test } from 'vitest'
import { type DialRules, dialRules, outsideParty } from '../../../coordinator/dialling/numbers.ts'
import { Refusal } from '../../../coordinator/http/problem.ts'

const OURS = '+12175550100'
const ours = dialRules({ country: null, countries: null, unknownRanges: false }, OURS)

function refusalOf(rules: DialRules, text: string): Refusal {
  try {
    outsideParty(rules, text)
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
    expect(outsideParty(ours, typed)).toEqual({ number, extension: null })
  })

  test.each([
    ['tel:+1-217-555-0148;ext=12', '12'],
    ['(217) 555-0148 ext. 12', '12'],
    ['＋１ ２１７ ５５５ ０１４８ x7', '7'],
  ])('%s is dialled, and then its extension', (typed, extension) => {
    expect(outsideParty(ours, typed)).toEqual({ number: '+12175550148', extension })
  })

  test('of a range that no table knows is let through where the setting says so', () => {
    const unknown = '+15551234567'
    expect(refusalOf(ours, unknown).code).toBe('number_not_allowed')
    const lenient = dialRules({ country: null, countries: null, unknownRanges: true }, OURS)
    expect(outsideParty(lenient, unknown).number).toBe(unknown)
    const british = dialRules({ country: 'GB', countries: ['GB'], unknownRanges: true }, OURS)
    expect(refusalOf(british, unknown).code).toBe('number_not_allowed')
  })

  test('without its country is one of the country that is set', () => {
    const british = dialRules({ country: 'GB', countries: ['GB', 'US'], unknownRanges: false }, OURS)
    expect(outsideParty(british, '020 7183 8750').number).toBe('+442071838750')
    expect(outsideParty(british, '+12175550148').number).toBe('+12175550148')
  })

  test.each([
    '',
    'mary',
    '+1217555',
    '+121755501481234',
    '+118335550100',
    '+1 1 217 555 0148',
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
    ['at an exchange that is paid per call', '+12179760148'],
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
    expect(
      refusalOf(dialRules({ country, countries: [country], unknownRanges: false }, OURS), number).code,
    ).toBe('number_not_allowed')
  })

  test.each([
    ['DE', '+4990011234567'],
    ['DE', '+49900112345'],
    ['DE', '+49 180 55'],
    ['DE', '+4911833'],
    ['DE', '+4911833123456'],
    ['AT', '+43 118 899'],
    ['GB', '+4470123456789012'.slice(0, 15)],
    ['FR', '+338991234567'],
    ['US', '+1900555010'],
  ])(
    'at lines that cost more, with too many digits or too few, also of unknown ranges (%s, %s)',
    (country, number) => {
      const lenient = dialRules({ country, countries: [country], unknownRanges: true }, OURS)
      expect(['number_not_allowed', 'invalid_request']).toContain(refusalOf(lenient, number).code)
    },
  )

  test('without a number of ours to call from', () => {
    const none = dialRules({ country: 'US', countries: ['US'], unknownRanges: false }, null)
    expect(refusalOf(none, '+12175550148')).toMatchObject({ code: 'number_not_allowed' })
  })
})
