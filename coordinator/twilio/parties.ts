import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { z } from 'zod'
import { OutsideNumber } from '../../machines/ids.ts'
import { readNumber } from '../protocol/phone-number.ts'
import { cleanText } from '../protocol/text.ts'

/** What Twilio says of the two ends of a leg. What is missing is empty. */
export interface CarrierParties {
  From: string
  To: string
  CallerName?: string
  ForwardedFrom?: string
  StirVerstat?: string
  CallToken?: string
}

const LONGEST_NAME = 100
const LONGEST_ADDRESS = 120
/** A token is some hundred characters. */
const LONGEST_TOKEN = 4096

/**
 * What stands in From when the number is withheld. Twilio spells some of the words on the keys of a telephone:
 * RESTRICTED, BLOCKED, UNKNOWN, ANONYMOUS and UNAVAILABLE.
 */
const WITHHELD: ReadonlySet<string> = new Set([
  '',
  'anonymous',
  'restricted',
  'blocked',
  'private',
  'unknown',
  'unavailable',
  '7378742833',
  '2562533',
  '8656696',
  '266696687',
  '86282452253',
])

/** A SIP address names its party before the host: `sip:+12175550148@10.0.0.5;user=phone`. */
const SIP = /^sips?:(?:([^@;?]*)@)?/i

/**
 * The caller and the called number of a leg, as the call keeps them.
 * @param country of a number that has no country's code; null: it is no number
 */
export function partiesOf(parties: CarrierParties, country: CountryCode | null) {
  const { From, To, CallerName = '', ForwardedFrom = '', StirVerstat = '', CallToken = '' } = parties
  const callerAddress = addressOrNull(From)
  return {
    callerAddress,
    callerNumber: numberIn(callerAddress, country),
    callerName: cleanText(CallerName, LONGEST_NAME) || null,
    calledNumber: numberIn(addressOrNull(To), country),
    forwardedFrom: numberOrAddress(addressOrNull(ForwardedFrom), country),
    ...verificationOf(StirVerstat),
    callToken: CallToken.length <= LONGEST_TOKEN ? CallToken || null : null,
  }
}

/** Null when the number is withheld. A caller who writes `agent:mia` is no agent: that is how a call names one. */
function addressOrNull(text: string): string | null {
  const address = cleanText(text, LONGEST_ADDRESS).replace(/^(agent:\s*)+/, '')
  const party = SIP.exec(address)?.[1] ?? address
  return WITHHELD.has(party.toLowerCase().replace(/^\+/, '')) ? null : address
}

/** A number without a country's code counts only if it is one of the office's country: a telephone of a branch has one too. */
function numberIn(address: string | null, country: CountryCode | null): string | null {
  const written = address === null ? null : readNumber(SIP.exec(address)?.[1] ?? address)
  if (written === null) return null
  const e164 = OutsideNumber.safeParse(written.number)
  if (e164.success || country === null || written.number.startsWith('+')) return e164.data ?? null
  const national = parsePhoneNumberFromString(written.number, country)
  return national?.isValid() ? national.number : null
}

const numberOrAddress = (address: string | null, country: CountryCode | null) =>
  numberIn(address, country) ?? address

const PASSED = /^TN-Validation-Passed-([ABC])\b/
const Level = z.enum(['A', 'B', 'C'])

/** Source: Twilio's "Trusted Calling with SHAKEN/STIR". */
function verificationOf(stirVerstat: string) {
  const level = Level.safeParse(PASSED.exec(stirVerstat)?.[1])
  const unconfirmed = stirVerstat.startsWith('TN-Validation-Failed')
    ? ('failed' as const)
    : stirVerstat.startsWith('No-TN-Validation')
      ? ('unsigned' as const)
      : null
  return { verified: level.success ? level.data : null, unconfirmed }
}
