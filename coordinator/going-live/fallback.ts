import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import twilio from 'twilio'
import { SetupError } from './setup-error.ts'

const { VoiceResponse } = twilio.twiml

const OUT_OF_ORDER = 'Sorry, our phones are out of order at the moment.'
const RINGS_S = 55
const LONGEST_MESSAGE_S = 120
const SILENCE_ENDS_MESSAGE_S = 10

/** What a caller gets when no coordinator answers. */
export type Fallback =
  | { kind: 'apology' }
  | { kind: 'number'; number: string }
  /** `url` is where the document is going to be. */
  | { kind: 'voicemail'; url: string }

/**
 * Writes it as TwiML that any static host can serve. Nothing may follow a `<Dial>`: it would be run after
 * a conversation too. A voicemail needs a second document beside the first one, because a `<Record>` without
 * `action` begins its own document anew. That address is written out in full: a relative one would be taken
 * from the document that failed.
 * @returns the files
 * @throws {SetupError} when one of them is there with other content
 */
export function writeFallback(file: string, fallback: Fallback): string[] {
  const thanks = join(dirname(file), `${basename(file, extname(file))}-thanks${extname(file)}`)
  const files: [path: string, text: string][] = [[file, fallbackDocument(fallback, basename(thanks))]]
  if (fallback.kind === 'voicemail') files.push([thanks, thanksDocument()])
  for (const [path, text] of files)
    if (existsSync(path) && readFileSync(path, 'utf8') !== text)
      throw new SetupError(`${path} is there already, and says something else. It was not written over.`)
  for (const [path, text] of files) writeFileSync(path, text)
  return files.map(([path]) => path)
}

function fallbackDocument(fallback: Fallback, thanks: string): string {
  const document = new VoiceResponse()
  switch (fallback.kind) {
    case 'apology':
      document.say(`${OUT_OF_ORDER} Please call again in a few minutes.`)
      break
    case 'number':
      document.say('One moment, please.')
      document.dial({ timeout: RINGS_S }, fallback.number)
      break
    case 'voicemail': {
      const action = new URL(thanks, fallback.url).href
      document.say(`${OUT_OF_ORDER} Please leave a message after the tone, and then hang up.`)
      document.record({
        action,
        method: 'GET',
        maxLength: LONGEST_MESSAGE_S,
        timeout: SILENCE_ENDS_MESSAGE_S,
        playBeep: true,
      })
      break
    }
    default: {
      const never: never = fallback
      return never
    }
  }
  return `${document.toString()}\n`
}

function thanksDocument(): string {
  const document = new VoiceResponse()
  document.say('Thank you. Goodbye.')
  document.hangup()
  return `${document.toString()}\n`
}
