import { z } from 'zod'
import { AgentId, Role } from '../../machines/ids.ts'
import type { AuditKind } from '../protocol/audit.ts'

/** Somebody at an OpenID provider. A subject is never given to somebody else; a name may be. */
export const Identity = z.object({ issuer: z.string(), subject: z.string() })
export type Identity = z.infer<typeof Identity>

/** An account as Redis stores it. */
export const StoredAccount = z.object({
  agentId: AgentId,
  name: z.string(),
  role: Role,
  passwordHash: z.string(),
  disabled: z.boolean(),
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
  /** Sessions that began before (ms) are over: the role or the password is another since, or the account was disabled. */
  sessionsSince: z.number().default(0),
  /** A sandbox has printed the password. */
  passwordPrinted: z.boolean().default(false),
  /** Somebody else has set the password: until then (ms) it opens the first sign-in, which asks for another. Null: it lasts. */
  temporaryUntil: z.number().nullable().default(null),
  /** The last link that was made for the agent. Its secret is the temporary password, and `hash` says what became of the link. */
  invitation: z.object({ hash: z.string(), until: z.number(), used: z.boolean() }).nullable().default(null),
  /** Who this is at the OpenID provider. No password opens a sign-in then. */
  identity: Identity.nullable().default(null),
  /** The provider has disabled the account: its next sign-in that is allowed enables it again. */
  accessLost: z.boolean().default(false),
  /** Until then (ms) somebody of the provider with the same user name may sign in as this one, who has a password so far. */
  linkUntil: z.number().nullable().default(null),
})
export type StoredAccount = z.infer<typeof StoredAccount>

/** An account without its secret. */
export type AgentAccount = Omit<
  StoredAccount,
  'passwordHash' | 'passwordPrinted' | 'temporaryUntil' | 'invitation' | 'accessLost' | 'linkUntil'
>

export function accountOf({
  passwordHash: _,
  passwordPrinted,
  temporaryUntil,
  invitation,
  accessLost,
  linkUntil,
  ...account
}: StoredAccount): AgentAccount {
  return account
}

/** Somebody who has proven who it is. That takes a while, so the account may have changed since it was read. */
export interface ProvenAccount extends AgentAccount {
  /** False when the account is disabled or gone, or has another password, identity or role. */
  isUnchanged(): Promise<boolean>
}

/** An account whose password was right. */
export interface VerifiedAccount extends ProvenAccount {
  /** The password is temporary. */
  mustChangePassword: boolean
  /**
   * The agent gives itself another password, which lasts.
   * @returns null when the account is not unchanged: what somebody else has set since then stays
   * @throws {AccountError} `invalid`
   */
  changePassword(password: string): Promise<VerifiedAccount | null>
}

/** What a running system is told when an account changes. */
export type AccountChange =
  | { type: 'added'; name: string }
  | { type: 'renamed'; name: string }
  | { type: 'roleChanged' }
  | { type: 'passwordChanged' }
  | { type: 'factorsRemoved' }
  | { type: 'disabled' }
  | { type: 'enabled' }
  | { type: 'sessionsEnded' }
  | { type: 'sessionEnded'; hash: string }
  | { type: 'invited' }
  | { type: 'linkAllowed' }
  | { type: 'linked' }
  | { type: 'removed' }

/** What the audit log calls each change. */
export const AUDIT_KINDS: Record<AccountChange['type'], AuditKind> = {
  added: 'account_added',
  renamed: 'account_renamed',
  roleChanged: 'role_changed',
  passwordChanged: 'password_changed',
  factorsRemoved: 'factor_removed',
  disabled: 'account_disabled',
  enabled: 'account_enabled',
  sessionsEnded: 'sessions_ended',
  sessionEnded: 'sessions_ended',
  invited: 'account_invited',
  linkAllowed: 'link_allowed',
  linked: 'account_linked',
  removed: 'account_removed',
}

export type OnAccountChange = (agentId: string, change: AccountChange) => Promise<void>

type AccountErrorCode = 'exists' | 'unknown' | 'invalid' | 'onlyAdmin' | 'ofCompany'

export class AccountError extends Error {
  override readonly name = 'AccountError'
  constructor(
    readonly code: AccountErrorCode,
    message: string,
  ) {
    super(message)
  }
}

/** @throws {AccountError} `invalid`, which says what is accepted */
export function parsedField<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value, { error: sayWhich })
  if (result.success) return result.data
  throw new AccountError('invalid', `${what} ${result.error.issues.map(({ message }) => message).join(', ')}`)
}

const sayWhich: z.core.$ZodErrorMap = (issue) =>
  issue.code === 'invalid_value' ? `must be one of ${issue.values.join(', ')}` : undefined
