import { OutsideNumber } from '../../machines/ids.ts'
import type { Fallback } from '../going-live/fallback.ts'
import type { SetupArguments } from '../going-live/setup-command.ts'
import { isUrl } from '../settings/fields.ts'
import { parseArguments, UsageError } from './command.ts'

export const SETUP_USAGE = `usage: npm run twilio:setup -- [--yes] [options]
  --number +1…              which number, where the account has several
  --fallback-url URL        what Twilio asks when no coordinator answers
  --fallback-document FILE  writes a document for that, to be put on any web server; with it
    --fallback-number +1…     calls this number
    --fallback-voicemail      takes a message; needs --fallback-url
  --remove                  puts everything back as it was before
Without --yes nothing is changed: what would be is printed.
Settings: PUBLIC_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN.`

/** @throws {UsageError} */
export function setupArguments(args: readonly string[]): SetupArguments {
  const given = parsed(args)
  const number = phoneNumber(given.number, '--number')
  const fallbackUrl = given['fallback-url'] ?? null
  if (fallbackUrl !== null && !isUrl(fallbackUrl, ['http:', 'https:']))
    throw new UsageError('--fallback-url needs the whole address of a document')
  if (given.remove && (number !== null || fallbackUrl !== null || given['fallback-document'] !== undefined))
    throw new UsageError('--remove goes with --yes alone')
  return { yes: given.yes, remove: given.remove, number, fallbackUrl, document: documentFrom(given) }
}

type Given = ReturnType<typeof parsed>

const parsed = (args: readonly string[]) =>
  parseArguments(args, {
    yes: { type: 'boolean', default: false },
    remove: { type: 'boolean', default: false },
    number: { type: 'string' },
    'fallback-url': { type: 'string' },
    'fallback-document': { type: 'string' },
    'fallback-number': { type: 'string' },
    'fallback-voicemail': { type: 'boolean', default: false },
  }).values

function documentFrom(given: Given): SetupArguments['document'] {
  const file = given['fallback-document']
  const fallback = fallbackFrom(given)
  if (file !== undefined) return { file, fallback }
  if (fallback.kind === 'apology') return null
  throw new UsageError('What the fallback does is written into a document: add --fallback-document FILE')
}

function fallbackFrom(given: Given): Fallback {
  const number = phoneNumber(given['fallback-number'], '--fallback-number')
  const url = given['fallback-url']
  if (!given['fallback-voicemail']) return number === null ? { kind: 'apology' } : { kind: 'number', number }
  if (number !== null)
    throw new UsageError('Either --fallback-number or --fallback-voicemail: a document cannot choose')
  if (url === undefined)
    throw new UsageError('A voicemail’s document names its own address: add --fallback-url URL')
  return { kind: 'voicemail', url }
}

function phoneNumber(given: string | undefined, name: string): string | null {
  if (given === undefined) return null
  if (OutsideNumber.safeParse(given).success) return given
  throw new UsageError(`${name} needs a number such as +12175550148`)
}
