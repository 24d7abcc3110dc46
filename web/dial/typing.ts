import {
  AsYouType,
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min'

const countryOf = (code: string | null): CountryCode | undefined =>
  code !== null && isSupportedCountry(code) ? code : undefined

/** Only the characters that can be dialled. */
const dialable = (text: string) => text.replace(/(?!^\+)[^\d*#]/g, '')

/**
 * What a number field shows after a change: the number so far, spaced as its country writes it.
 * @param before what it showed
 * @param typed what is in it now, after a key or a paste
 */
export function typedNumber(before: string, typed: string, country: string | null): string {
  const added = typed.length - before.length
  if (added > 1) return pastedNumber(typed, country)
  // Somebody deleted a bracket, which the format would only add again: delete the digit before it.
  const sameDigits = added < 0 && dialable(typed) === dialable(before)
  const digits = sameDigits ? dialable(typed).slice(0, -1) : dialable(typed.trimStart())
  return formatted(digits, country)
}

/** A number as people copy it: `tel:` links, with names and remarks beside it. */
function pastedNumber(text: string, country: string | null): string {
  const defaultCountry = countryOf(country)
  const found = parsePhoneNumberFromString(text, defaultCountry === undefined ? {} : { defaultCountry })
  if (found && found.country === defaultCountry) return found.formatNational()
  return found ? found.formatInternational() : formatted(dialable(text.replace(/^[^+\d]+/, '')), country)
}

function formatted(digits: string, country: string | null): string {
  return /[*#]/.test(digits) ? digits : new AsYouType(countryOf(country)).input(digits)
}

/** The number in E.164; null while it is not a possible number. */
export function inE164(typed: string, country: string | null): string | null {
  const defaultCountry = countryOf(country)
  const options = defaultCountry === undefined ? {} : { defaultCountry }
  const number = parsePhoneNumberFromString(typed, { ...options, extract: false })
  return number?.isPossible() ? number.number : null
}
