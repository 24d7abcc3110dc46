import {
  type CountryCode,
  isSupportedCountry,
  type NumberType,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max'
import { OutsideNumber } from '../../machines/ids.ts'
import { Refusal } from '../http/problem.ts'
import { readNumber } from '../protocol/phone-number.ts'
import type { ProblemReason } from '../protocol/problem.ts'

/** Which numbers outside may be called, and how one without a country code is read. */
export interface DialRules {
  /** The number that outside parties see; null: nobody outside can be called. */
  callerId: string | null
  /** ISO 3166 alpha-2. */
  country: CountryCode | null
  countries: readonly CountryCode[]
  /** Whether a number may be called that is of no known range of its country. */
  unknownRanges: boolean
}

/** An outside party: a number in E.164, and the keys that are sent once it has answered. */
export interface OutsideParty {
  number: string
  extension: string | null
}

/** Kinds of numbers whose owner earns from each minute of a call. */
const COSTLY: ReadonlySet<NumberType> = new Set(['PREMIUM_RATE', 'SHARED_COST', 'PERSONAL_NUMBER', 'PAGER'])
/** Of +1: exchanges of each area code whose owners earn. */
const PAY_PER_CALL = /^\+1\d{3}976\d{4}$/
/** Where there is no other number that begins so: directory enquiries, which cost by the minute. */
const ENQUIRIES = /^118/
/** Emergency numbers and short codes. They belong to no country's numbering plan. */
const SHORT = /^\+?\d{2,6}$/
/** Of a range that costs extra, no number is shorter. */
const SHORTEST = 5
/** More digits than any number of such a range lacks. */
const MOST_MISSING = 4

/** Where a setting is missing, the country of the caller id takes its place. `countries` may change later. */
export function dialRules(
  settings: {
    readonly country: string | null
    readonly countries: readonly string[] | null
    readonly unknownRanges: boolean
  },
  callerId: string | null,
): DialRules {
  const own = callerId === null ? null : countryOf(parsePhoneNumberFromString(callerId))
  const known = (code: string) => (isSupportedCountry(code) ? [code] : [])
  return {
    callerId,
    country: settings.country === null ? own : (known(settings.country)[0] ?? own),
    get countries() {
      return settings.countries?.flatMap(known) ?? (own === null ? [] : [own])
    },
    unknownRanges: settings.unknownRanges,
  }
}

/**
 * The party to call, if it may be called. Every rule sees the number in E.164, which is also what is dialled. A number of an
 * unknown range is refused if it begins like a range that costs extra. Otherwise `unknownRanges` decides, because the tables
 * of ranges are never complete.
 * @param text as typed or pasted
 * @throws {Refusal} `invalid_request` that names `to`, or `number_not_allowed`
 */
export function outsideParty(rules: DialRules, text: string): OutsideParty {
  const written = readNumber(text)
  if (written === null) throw notANumber()
  if (SHORT.test(written.number))
    throw notAllowed('short_number', 'Short and emergency numbers cannot be called from here')
  const parsed = parsedNumber(written.number, rules.country)
  const e164 = OutsideNumber.safeParse(parsed?.number)
  if (!parsed?.isPossible() || !e164.success) throw notANumber()
  if (rules.callerId === null)
    throw notAllowed('no_caller_id', 'No number of ours is set to call from: TWILIO_CALLER_ID')
  const country = countryOf(parsed)
  if (country === null || !rules.countries.includes(country))
    throw notAllowed('country', `Numbers of ${country ?? 'no country'} may not be called from here`, country)
  if (isCostly(parsed)) throw notAllowed('costly', 'Numbers of this kind are charged extra')
  if (!parsed.isValid() && !rules.unknownRanges)
    throw notAllowed(
      'mistyped',
      `No number of ${country} begins like this: look for a mistyped digit`,
      country,
    )
  return { number: e164.data, extension: written.extension }
}

/**
 * Null when what was written after a country's code is not what would be dialled: a second code, or the prefix for calls
 * inside the country. A zero is forgiven: no country dials it after its code.
 */
function parsedNumber(number: string, country: CountryCode | null): PhoneNumber | null {
  const parsed = parsePhoneNumberFromString(number, country === null ? {} : { defaultCountry: country })
  if (parsed === undefined || !number.startsWith('+')) return parsed ?? null
  const code = `+${parsed.countryCallingCode}`
  const meant = [number, number.replace(`${code}0`, code)]
  return meant.includes(parsed.number) ? parsed : null
}

/** A number that is longer or shorter than its range still reaches it: carriers cut and wait. */
function isCostly(number: PhoneNumber): boolean {
  if (number.isValid()) return isOfCostlyRange(number) || PAY_PER_CALL.test(number.number)
  const { countryCallingCode, nationalNumber } = number
  if (ENQUIRIES.test(nationalNumber)) return true
  const cut = Array.from({ length: Math.max(0, nationalNumber.length - SHORTEST) }, (_, n) =>
    nationalNumber.slice(0, SHORTEST + n),
  )
  const filled = Array.from({ length: MOST_MISSING }, (_, n) =>
    Array.from('0123456789', (digit) => nationalNumber + digit.repeat(n + 1)),
  ).flat()
  return [...cut, ...filled].some((variant) =>
    isOfCostlyRange(parsePhoneNumberFromString(`+${countryCallingCode}${variant}`)),
  )
}

function isOfCostlyRange(number: PhoneNumber | undefined): boolean {
  const type = number?.getType()
  return type !== undefined && COSTLY.has(type)
}

/** For a number of an unknown range, the first country with its calling code. */
const countryOf = (number: PhoneNumber | undefined): CountryCode | null =>
  number?.country ?? number?.getPossibleCountries()[0] ?? null

const notAllowed = (reason: ProblemReason, why: string, country: string | null = null) =>
  new Refusal('number_not_allowed', why, { reason, ...(country === null ? {} : { country }) })

function notANumber() {
  const message = 'must be agent:<id> or a number such as +12175550148'
  return new Refusal('invalid_request', `to: ${message}`, { errors: [{ path: 'to', message }] })
}
