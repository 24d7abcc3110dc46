import { describe, expect, test } from 'vitest'
import { UsageError } from '../../../coordinator/commands/command.ts'
import { setupArguments } from '../../../coordinator/commands/setup-arguments.ts'
import type { TwilioNumber } from '../../../coordinator/going-live/account.ts'
import { chooseNumber } from '../../../coordinator/going-live/choose-number.ts'
import { publicUrlProblem } from '../../../coordinator/going-live/public-url.ts'
import { changesOf, numberFields } from '../../../coordinator/going-live/voice-settings.ts'

const publicUrl = 'https://desk.example.com'
const numberAt = (phoneNumber: string, voiceUrl = '', takesCalls = true): TwilioNumber => ({
  sid: `PN${phoneNumber}`,
  phoneNumber,
  takesCalls,
  fields: { voiceUrl },
})
const ONE = numberAt('+12175550101')
const TWO = numberAt('+12175550102')
const HERE = numberAt('+12175550103', `${publicUrl}/api/twilio/voice`)
const DEAF = numberAt('+12175550104', '', false)

describe('the number', () => {
  const choose = (numbers: TwilioNumber[], number: string | null = null, callerId: string | null = null) =>
    chooseNumber(numbers, { number, callerId, publicUrl }).phoneNumber

  test('is the one that was named, the only one, the one that points here, or the caller id', () => {
    expect(choose([ONE, TWO], TWO.phoneNumber)).toBe(TWO.phoneNumber)
    expect(choose([DEAF, ONE])).toBe(ONE.phoneNumber)
    expect(choose([ONE, HERE, TWO], null, ONE.phoneNumber)).toBe(HERE.phoneNumber)
    expect(choose([ONE, TWO], null, ONE.phoneNumber)).toBe(ONE.phoneNumber)
  })

  test('is asked for when there are several, and missed when there is none', () => {
    expect(() => choose([ONE, TWO])).toThrow(`Name one with --number: ${ONE.phoneNumber}, ${TWO.phoneNumber}`)
    expect(() => choose([])).toThrow('The Twilio account has no phone number')
    expect(() => choose([DEAF])).toThrow("None of the account's numbers takes calls")
    expect(() => choose([DEAF], DEAF.phoneNumber)).toThrow('takes no calls')
    expect(() => choose([ONE], '+12175550199')).toThrow(`It has: ${ONE.phoneNumber}`)
  })
})

test('a trunk or an App of the number’s own, which would go before its URLs, is taken from it', () => {
  const wanted = numberFields(publicUrl, null)
  const current = { ...wanted, trunkSid: 'TK1' }
  expect(changesOf({ current, wanted })).toEqual([{ field: 'trunkSid', from: 'TK1', to: '' }])
})

test('a fallback that is set is only touched when another one is asked for', () => {
  const current = { ...numberFields(publicUrl, null), voiceFallbackUrl: 'https://a.example/f.xml' }
  expect(changesOf({ current, wanted: numberFields(publicUrl, null) })).toEqual([])
  expect(changesOf({ current, wanted: numberFields(publicUrl, 'https://b.example/f.xml') })).toHaveLength(2)
})

test.each([
  ['http://localhost:3000', 'cannot reach'],
  ['https://192.168.1.4', 'cannot reach'],
  ['https://[::1]:3000', 'cannot reach'],
  ['http://desk.example.com', 'over https only'],
  [publicUrl, null],
])('%s is an address for the real Twilio: %s', (url, problem) => {
  const said = publicUrlProblem(url, 'https://api.twilio.com')
  expect(said).toEqual(problem === null ? null : expect.stringContaining(problem))
  expect(publicUrlProblem(url, 'http://127.0.0.1:4000')).toBeNull()
})

test.each([
  [['--number', '5550100']],
  [['--fallback-url', 'fallback.xml']],
  [['--fallback-number', '+12175550177']],
  [['--fallback-document', 'f.xml', '--fallback-number', '+12175550177', '--fallback-voicemail']],
  [['--fallback-document', 'f.xml', '--fallback-voicemail']],
  [['--remove', '--number', '+12175550177']],
  [['now']],
])('%j is not understood', (args) => {
  expect(() => setupArguments(args)).toThrow(UsageError)
})
