import { z } from 'zod'

/** What an audit entry can tell of. */
export const AuditKind = z.enum([
  'signed_in',
  'sign_in_failed',
  /** An agent who is signed in has proven again who it is. `detail` is the second factor, as of a sign-in; null: the password alone. */
  'confirmed',
  /** Too many failures: the attempt was refused, and its password was not checked. */
  'sign_in_locked',
  'signed_out',
  /**
   * Without `target`: an agent ended one of the own sessions, or all but the one in use. With `target`: somebody ended one
   * or all sessions of that agent.
   */
  'sessions_ended',
  'factor_added',
  'factor_removed',
  'recovery_codes_made',
  'account_added',
  'account_renamed',
  'role_changed',
  'password_changed',
  'account_disabled',
  'account_enabled',
  /** A link was made by which the agent chooses a password. */
  'account_invited',
  /** Somebody of the OpenID provider may take the account over, and has. */
  'link_allowed',
  'account_linked',
  'account_removed',
  /** `detail`: how many changes there were, and which parts this one changed. */
  'office_changed',
  'groups_changed',
  /** `target` is the setting, `detail` its value before and now. */
  'setting_changed',
  'sound_uploaded',
  'message_removed',
  /** An agent said who a caller is whose number the carrier does not vouch for: what the contacts say was shown. `target` is the call. */
  'caller_confirmed',
  /** A supervisor hears a call. `target` is the call, `detail` the mode. */
  'call_supervised',
  /** A supervisor took a call over from its agent. `target` is the call. */
  'call_taken_over',
  /** `target` is the call, `detail` the recording. */
  'recording_heard',
  'recording_downloaded',
  'recording_removed',
  /** Calls from its numbers do not ring any more, or ring again. `target` is the contact. */
  'contact_blocked',
  'contact_unblocked',
  'contact_removed',
  'contacts_imported',
  /** Nothing stays of a person: contacts, calls, messages. */
  'person_erased',
  'data_exported',
  /** A screen on the wall may show the board without a sign-in. `target` is its name, `detail` how it names agents. */
  'screen_added',
  'screen_revoked',
  'board_action',
  /** `target` is the file. */
  'backup_written',
  'backup_restored',
  /** 403: the role does not allow it, or the request came from another origin. `detail` is the code of the problem. */
  'request_refused',
  /** A request to a webhook that Twilio did not sign. */
  'webhook_forged',
])
export type AuditKind = z.infer<typeof AuditKind>

/** One thing that somebody did, or tried, to accounts, settings and security. */
export const AuditEntry = z.object({
  /** Entries are in the order of their ids. */
  id: z.string(),
  at: z.iso.datetime(),
  what: AuditKind,
  /** An agent; null where nobody was signed in. */
  who: z.string().nullable(),
  /**
   * An address; `shell of <user>` for a command that somebody ran on the machine, `start` for the first start, `job` for what
   * is done by night, `provider` for the OpenID provider.
   */
  from: z.string().nullable(),
  /** What it was done to: an agent, a call, a route. */
  target: z.string().nullable(),
  result: z.enum(['done', 'refused', 'failed']),
  detail: z.string().nullable(),
  /** How often the same happened within one minute; of what agents do, within ten. */
  count: z.number().int().positive(),
})
export type AuditEntry = z.infer<typeof AuditEntry>

/** `GET /api/audit`: newest first. `before` is the id of an entry; null: from the newest on. */
export const AuditQuery = z.object({
  before: z
    .string()
    .regex(/^(?!0+-0+$)\d{1,15}-\d{1,15}$/, 'must be the id of an entry')
    .optional()
    .transform((id) => id ?? null),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export type AuditQuery = z.infer<typeof AuditQuery>
