import {
  type CountryCode,
  isSupportedCountry,
  type NumberType,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max'
import { OutsideNumber } from '../../machines/ids.ts'
import { Refusal } from '../http/problem.ts'

/** Which numbers outside may be called, and how one without a country code is read. */
export interface DialRules {
  /** The number that outside parties see; null: nobody outside can be called. */
  callerId: string | null
  /** ISO 3166 alpha-2. */
  country: CountryCode | null
  countries: readonly CountryCode[]
}

/** Kinds of numbers whose owner earns from each minute of a call. */
const COSTLY: ReadonlySet<NumberType> = new Set(['PREMIUM_RATE', 'SHARED_COST', 'PERSONAL_NUMBER', 'PAGER'])
/** Emergency numbers and short codes. They belong to no country's numbering plan. */
const SHORT = /^\+?\d{2,6}$/

/** Where a setting is missing, the country of the caller id takes its place. */
export function dialRules(
  settings: { country: string | null; countries: string[] | null },
  callerId: string | null,
): DialRules {
  const own = callerId === null ? null : countryOf(parsePhoneNumberFromString(callerId))
  const known = (code: string) => (isSupportedCountry(code) ? [code] : [])
  const countries = settings.countries?.flatMap(known) ?? (own === null ? [] : [own])
  return {
    callerId,
    country: settings.country === null ? own : (known(settings.country)[0] ?? own),
    countries,
  }
}

/**
 * The number in E.164, if it may be called. A number of an unknown range is allowed, since the tables of
 * ranges are never complete; the ranges that charge extra are known.
 * @param text as typed or pasted
 * @throws {Refusal} `invalid_request` that names `to`, or `number_not_allowed`
 */
export function outsideNumber(rules: DialRules, text: string): string {
  const plain = text.replace(/[\s().-]/g, '')
  if (SHORT.test(plain)) throw notAllowed('Short and emergency numbers cannot be called from here')
  const parsed = parsePhoneNumberFromString(text, {
    extract: false,
    ...(rules.country === null ? {} : { defaultCountry: rules.country }),
  })
  const e164 = OutsideNumber.safeParse(parsed?.number)
  if (!parsed?.isPossible() || parsed.ext !== undefined || !e164.success) throw notANumber()
  if (rules.callerId === null) throw notAllowed('No number of ours is set to call from: TWILIO_CALLER_ID')
  const country = countryOf(parsed)
  if (country === null || !rules.countries.includes(country))
    throw notAllowed(`Numbers of ${country ?? 'no country'} may not be called from here`)
  const type = parsed.getType()
  if (type !== undefined && COSTLY.has(type)) throw notAllowed('Numbers of this kind are charged extra')
  return e164.data
}

/** For a number of an unknown range, the first country with its calling code. */
const countryOf = (number: PhoneNumber | undefined): CountryCode | null =>
  number?.country ?? number?.getPossibleCountries()[0] ?? null

const notAllowed = (why: string) => new Refusal('number_not_allowed', why)

function notANumber() {
  const message = 'must be agent:<id> or a number such as +12175550148'
  return new Refusal('invalid_request', `to: ${message}`, { errors: [{ path: 'to', message }] })
}
