import type { TwilioNumber } from './account.ts'
import { SetupError } from './setup-error.ts'

/**
 * The number that callers are to dial: the named one, else the only one, else the one that points here already, else the
 * caller id.
 * @throws {SetupError} when there is none, or it takes a person to choose.
 */
export function chooseNumber(
  numbers: readonly TwilioNumber[],
  asked: { number: string | null; callerId: string | null; publicUrl: string },
): TwilioNumber {
  if (numbers.length === 0)
    throw new SetupError(
      'The Twilio account has no phone number. Buy one that takes calls in the Twilio console, and run this again.',
    )
  if (asked.number !== null) return named(numbers, asked.number)
  const able = numbers.filter(({ takesCalls }) => takesCalls)
  if (able.length === 0) throw new SetupError(`None of the account's numbers takes calls: ${listOf(numbers)}`)
  const here = able.filter(({ fields }) => fields.voiceUrl?.startsWith(`${asked.publicUrl}/`))
  const candidates = [able, here, able.filter(({ phoneNumber }) => phoneNumber === asked.callerId)]
  const chosen = candidates.find(({ length }) => length === 1)?.[0]
  if (chosen) return chosen
  throw new SetupError(`The account has several numbers. Name one with --number: ${listOf(able)}`)
}

function named(numbers: readonly TwilioNumber[], wanted: string): TwilioNumber {
  const found = numbers.find(({ phoneNumber }) => phoneNumber === wanted)
  if (!found) throw new SetupError(`The account has no number ${wanted}. It has: ${listOf(numbers)}`)
  if (!found.takesCalls) throw new SetupError(`The number ${wanted} takes no calls`)
  return found
}

const listOf = (numbers: readonly TwilioNumber[]) => numbers.map(({ phoneNumber }) => phoneNumber).join(', ')
