import {
  AsYouType,
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min'
import { readNumber, type WrittenNumber } from '../../coordinator/protocol/phone-number.ts'

const countryOf = (code: string | null): CountryCode | undefined =>
  code !== null && isSupportedCountry(code) ? code : undefined

/** Only the characters that can be dialled. */
const dialable = (text: string) => text.replace(/(?!^\+)[^\d*#]/g, '')

/** A number of at least seven digits, and an extension that begins behind it. */
const WITH_EXTENSION = /^((?:\D*\d){7}[^x,;]*?)\s*(?:ext\.?|x|[,;])\s*(\d*)$/i

/**
 * What a number field shows after a change: the number so far, spaced as its country writes it, and its extension.
 * @param before what it showed
 * @param typed what is in it now, after a key or a paste
 */
export function typedNumber(before: string, typed: string, country: string | null): string {
  const added = typed.length - before.length
  if (added > 1) return pastedNumber(typed, country)
  const [, main = typed, extension] = WITH_EXTENSION.exec(typed) ?? []
  if (extension === undefined) return typedDigits(before, typed, country)
  const isGone = added < 0 && extension === ''
  return formatted(dialable(main.trim()), country) + (isGone ? '' : ` ext. ${extension}`)
}

function typedDigits(before: string, typed: string, country: string | null): string {
  // Somebody deleted a bracket, which the format would only add again: delete the digit before it.
  const sameDigits = typed.length < before.length && dialable(typed) === dialable(before)
  const digits = sameDigits ? dialable(typed).slice(0, -1) : dialable(typed.trimStart())
  return formatted(digits, country)
}

/** A number as people copy it, also with names and remarks beside it. */
function pastedNumber(text: string, country: string | null): string {
  const written = readNumber(text)
  if (written !== null) return shown(written, country)
  const found = parsed(text.normalize('NFKC'), country)
  return found
    ? shown({ number: found.number, extension: found.ext ?? null }, country)
    : formatted(dialable(text.replace(/^[^+\d]+/, '')), country)
}

function shown({ number, extension }: WrittenNumber, country: string | null): string {
  const end = extension === null ? '' : ` ext. ${extension}`
  const found = parsed(number, country)
  if (!found) return formatted(number, country) + end
  return (found.country === countryOf(country) ? found.formatNational() : found.formatInternational()) + end
}

function formatted(digits: string, country: string | null): string {
  return /[*#]/.test(digits) ? digits : new AsYouType(countryOf(country)).input(digits)
}

function parsed(text: string, country: string | null) {
  const defaultCountry = countryOf(country)
  return parsePhoneNumberFromString(text, defaultCountry === undefined ? {} : { defaultCountry })
}

/** The number in E.164, and its extension; null while it is not a possible number. */
export function inE164(typed: string, country: string | null): WrittenNumber | null {
  const written = readNumber(typed)
  const number = written && parsed(written.number, country)
  return written && number?.isPossible() ? { number: number.number, extension: written.extension } : null
}
