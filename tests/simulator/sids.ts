import { randomBytes } from 'node:crypto'

/** A Twilio-shaped identifier: two letters that name the kind, then 32 hex digits. */
export function newSid(kind: 'AP' | 'CA' | 'CF' | 'PN' | 'QU' | 'RE' | 'SK'): string {
  return kind + randomBytes(16).toString('hex')
}
