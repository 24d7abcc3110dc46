import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { OutsideNumber } from '../../machines/ids.ts'
import { readNumber } from '../protocol/phone-number.ts'

/**
 * A number in E.164 as somebody typed or pasted it; null when it is none. An extension is left out: calls do not show it.
 * @param country the one whose numbers have no country code
 */
export function contactNumber(text: string, country: CountryCode | null): string | null {
  const written = readNumber(text)
  if (written === null) return null
  const parsed = parsePhoneNumberFromString(written.number, {
    extract: false,
    ...(country !== null && { defaultCountry: country }),
  })
  const e164 = OutsideNumber.safeParse(parsed?.number)
  return parsed?.isPossible() && e164.success ? e164.data : null
}
