import { parsePhoneNumberFromString } from 'libphonenumber-js/max'

const GEO_PERMISSIONS = 'https://console.twilio.com/us1/develop/voice/settings/geo-permissions'
const VERIFIED_NUMBERS = 'https://console.twilio.com/us1/develop/phone-numbers/manage/verified'

/** "Account not authorized to call", by REST and by TwiML. An administrator allows each country in Twilio's console. */
const countryNotAllowed = (country: string) =>
  `This account may not call that country: ${country}. An administrator can allow it at Twilio: ${GEO_PERMISSIONS}`
const noNumber = () => 'Twilio knows no such number. Look for a mistyped digit.'
const blocked = () => 'Twilio blocks this number. Its support can say why.'
const callerIdRefused = () =>
  'Twilio does not let this account call from TWILIO_CALLER_ID. An administrator sets it to a number of the account.'

/** Source: Twilio's "Error and warning dictionary". */
export const REFUSALS: Readonly<Record<number, (country: string) => string>> = {
  13214: callerIdRefused,
  13223: noNumber,
  13224: noNumber,
  13225: blocked,
  13227: countryNotAllowed,
  20003: () => 'Twilio does not accept the credentials of this office. An administrator must look at them.',
  20005: () => 'Twilio has suspended this account. An administrator must look at it.',
  21210: callerIdRefused,
  21211: noNumber,
  21212: callerIdRefused,
  21213: callerIdRefused,
  21214: () => 'Twilio cannot reach this number. Check it, or call another number of theirs.',
  21215: countryNotAllowed,
  21216: blocked,
  21217: noNumber,
  21219: () =>
    `A trial account of Twilio calls verified numbers alone. An administrator can verify this one: ${VERIFIED_NUMBERS}`,
}

const countryNames = new Intl.DisplayNames('en', { type: 'region' })

/**
 * Why Twilio did not call a number, and what to do, in words.
 * @param code Twilio's
 * @param number in E.164
 */
export function refusalByCarrier(code: number, number: string): string {
  const country = parsePhoneNumberFromString(number)?.country
  const words = REFUSALS[code]?.(country === undefined ? 'unknown' : (countryNames.of(country) ?? country))
  return `${words ?? `Twilio did not call this number. https://www.twilio.com/docs/errors/${code} says why`} (${code})`
}
