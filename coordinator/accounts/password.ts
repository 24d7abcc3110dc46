import { readFileSync } from 'node:fs'
import { hash } from '@node-rs/argon2'
import { z } from 'zod'
import { AccountError, parsedField } from './account.ts'

/** Passwords of an account. NFC: the same password has the same form on every keyboard. */
export const Password = z
  .string()
  .min(8, 'must have at least 8 characters')
  .max(1024, 'must have no more than 1024 characters')
  .transform((typed) => typed.normalize('NFC'))

/** Words of this product and its trade, with which a guess begins. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  ...[
    'switchyard',
    'twilio',
    'console',
    'desk',
    'frontdesk',
    'office',
    'reception',
    'helpdesk',
    'switchboard',
  ],
  ...['agent', 'supervisor', 'ops', 'operations', 'operator', 'admin', 'administrator', 'telephone', 'phone'],
  ...['callcenter', 'callcentre', 'voicemail'],
])

let common: ReadonlySet<string> | undefined

/** What is wrong with a password that is long enough; null: nothing. */
export function weaknessOf(password: string, agentId: string): string | null {
  const plain = password.toLowerCase()
  if (plain === agentId || lettersIn(plain) === lettersIn(agentId)) return 'must not be the username'
  if (OWN_WORDS.has(lettersIn(plain))) return 'must be more than a word of this office with digits'
  common ??= readList()
  return common.has(plain) ? 'is one of the 10,000 that most people use' : null
}

/** @throws {AccountError} `invalid` */
export async function hashOf(agentId: string, typed: string): Promise<string> {
  const password = parsedField(Password, typed, 'The password')
  const weakness = weaknessOf(password, agentId)
  if (weakness !== null) throw new AccountError('invalid', `The password ${weakness}`)
  return hash(password)
}

/** Also without digits and signs, which people add to a name. */
const lettersIn = (text: string) => text.replace(/[^\p{L}]/gu, '') || text

const readList = () =>
  new Set(
    readFileSync(new URL('./common-passwords.txt', import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('# ')),
  )
