import type { AuditKind } from '../../coordinator/protocol/audit.ts'
import type { ShownEntry } from './entries.ts'

const KINDS: Record<AuditKind, string> = {
  signed_in: 'Signed in',
  sign_in_failed: 'Sign-in failed',
  confirmed: 'Confirmed identity again',
  sign_in_locked: 'Sign-in refused after too many failures',
  signed_out: 'Signed out',
  sessions_ended: 'Sessions ended',
  factor_added: 'Second factor added',
  factor_removed: 'Second factor removed',
  recovery_codes_made: 'Recovery codes made',
  account_added: 'Account added',
  account_renamed: 'Account renamed',
  role_changed: 'Role changed',
  password_changed: 'Password changed',
  account_disabled: 'Account disabled',
  account_enabled: 'Account enabled',
  office_changed: 'Office changed',
  sound_uploaded: 'Sound uploaded',
  message_removed: 'Message removed',
  contact_removed: 'Contact removed',
  contacts_imported: 'Contacts imported',
  person_erased: 'Person erased',
  data_exported: 'Data exported',
  board_action: 'Action on background jobs',
  request_refused: 'Request refused',
  webhook_forged: 'Webhook that Twilio did not sign',
}

const DETAILS = {
  forbidden: 'the role does not allow it',
  foreign_origin: 'from a page of another origin',
  not_yours: 'the call belongs to another agent',
  number_not_allowed: 'the number may not be called',
  passkey: 'with a passkey',
  totp: 'with an authenticator app',
  recoveryCode: 'with a recovery code',
  second_factor: 'the second factor was wrong',
}

const wordsIn = (words: Readonly<Record<string, string>>, word: string) => words[word] ?? word

export const whatInWords = ({ what }: Pick<ShownEntry, 'what'>) => wordsIn(KINDS, what)
export const detailInWords = (detail: string) => wordsIn(DETAILS, detail)
