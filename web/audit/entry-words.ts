import type { AuditKind } from '../../coordinator/protocol/audit.ts'
import type { Words } from '../language/text.ts'
import { labelOf } from '../settings/setting-words.ts'
import { changedInWords, wordsIn } from './changed-words.ts'
import type { ShownEntry } from './entries.ts'

const KINDS: Record<AuditKind, Words> = {
  signed_in: 'audit.signedIn',
  sign_in_failed: 'audit.signInFailed',
  confirmed: 'audit.confirmed',
  sign_in_locked: 'audit.refusedSignIn',
  signed_out: 'audit.signedOut',
  sessions_ended: 'audit.sessionsEnded',
  factor_added: 'audit.factorAdded',
  factor_removed: 'audit.factorRemoved',
  recovery_codes_made: 'audit.codesMade',
  account_added: 'audit.accountAdded',
  account_renamed: 'audit.accountRenamed',
  role_changed: 'audit.roleChanged',
  password_changed: 'audit.passwordChanged',
  account_disabled: 'audit.accountDisabled',
  account_enabled: 'audit.accountEnabled',
  account_invited: 'audit.accountInvited',
  link_allowed: 'audit.linkAllowed',
  account_linked: 'audit.accountLinked',
  account_removed: 'audit.accountRemoved',
  office_changed: 'audit.officeChanged',
  groups_changed: 'audit.groupsChanged',
  setting_changed: 'audit.settingChanged',
  sound_uploaded: 'audit.soundUploaded',
  message_removed: 'audit.messageRemoved',
  caller_confirmed: 'audit.callerConfirmed',
  call_supervised: 'audit.callSupervised',
  call_taken_over: 'audit.callTakenOver',
  recording_heard: 'audit.recordingHeard',
  recording_downloaded: 'audit.recordingDownloaded',
  recording_removed: 'audit.recordingRemoved',
  contact_blocked: 'audit.contactBlocked',
  contact_unblocked: 'audit.contactUnblocked',
  contact_removed: 'audit.contactRemoved',
  contacts_imported: 'audit.contactsImported',
  person_erased: 'audit.personErased',
  data_exported: 'audit.exported',
  screen_added: 'audit.screenAdded',
  screen_revoked: 'audit.screenRevoked',
  board_action: 'audit.jobs',
  backup_written: 'audit.backupWritten',
  backup_restored: 'audit.backupRestored',
  request_refused: 'audit.refused',
  webhook_forged: 'audit.webhook',
}

const DETAILS = {
  forbidden: 'audit.detail.role',
  foreign_origin: 'audit.detail.origin',
  not_yours: 'audit.detail.notYours',
  number_not_allowed: 'audit.detail.number',
  passkey: 'audit.detail.passkey',
  totp: 'audit.detail.app',
  recoveryCode: 'audit.detail.recovery',
  second_factor: 'audit.detail.wrongFactor',
  temporary: 'audit.detail.temporary',
  company: 'audit.detail.company',
  no_role: 'audit.detail.accessLost',
  refused: 'audit.detail.companyRefused',
  logged_out: 'audit.detail.loggedOut',
  company_no_role: 'audit.detail.accessLost',
  company_disabled: 'audit.detail.companyDisabled',
  company_name_taken: 'audit.detail.companyNameTaken',
  company_no_username: 'audit.detail.companyNoUsername',
  company_another_person: 'audit.detail.companyAnother',
  company_cancelled: 'audit.detail.companyCancelled',
  company_expired: 'audit.detail.companyExpired',
  company_unreachable: 'audit.detail.companyUnreachable',
  company_misconfigured: 'audit.detail.companyMisconfigured',
  company_not_proven: 'audit.detail.companyNotProven',
  company_too_many: 'audit.detail.companyTooMany',
  default: 'audit.detail.default',
  none: 'audit.detail.none',
  one: 'audit.detail.one',
  listen: 'audit.detail.listen',
  whisper: 'audit.detail.whisper',
  join: 'audit.detail.join',
} as const

const ROLES = {
  agent: 'role.agent',
  supervisor: 'role.supervisor',
  ops: 'role.ops',
  admin: 'role.admin',
} as const

/** Words that mean something of their own there. */
const DETAILS_OF: Readonly<Record<string, Readonly<Record<string, Words>>>> = {
  account_added: ROLES,
  role_changed: ROLES,
  screen_added: { first: 'screens.names.first', none: 'screens.names.none' },
}

export const whatInWords = ({ what }: Pick<ShownEntry, 'what'>) => wordsIn(KINDS, what)
/** Of a setting it is the setting, the value before and the value now. */
export function detailInWords({
  what,
  target,
  detail,
}: Pick<ShownEntry, 'what' | 'target' | 'detail'>): string | null {
  if (detail === null) return null
  if (what === 'office_changed' || what === 'groups_changed') return changedInWords(detail)
  const words = detail
    .split(' → ')
    .map((word) => wordsIn({ ...DETAILS, ...DETAILS_OF[what] }, word))
    .join(' → ')
  return what === 'setting_changed' && target !== null ? `${labelOf(target)}: ${words}` : words
}
