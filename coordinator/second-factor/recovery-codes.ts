import { hash as digest, randomInt } from 'node:crypto'

const COUNT = 10
/** Without letters and digits that look alike. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Codes of 118 random bits each: their hashes need no salt and no work factor. */
export function newRecoveryCodes(): string[] {
  const four = () => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  return Array.from({ length: COUNT }, () => Array.from({ length: 6 }, four).join('-'))
}

/** The same for a code that was typed in capitals, or without its dashes. */
export const recoveryCodeHash = (code: string): string =>
  digest('sha256', code.toLowerCase().replace(/[^a-z0-9]/g, ''), 'base64url')
