import { z } from 'zod'
import { AgentId, Role } from '../../machines/ids.ts'

/** An account as Redis stores it. */
export const StoredAccount = z.object({
  agentId: AgentId,
  name: z.string(),
  role: Role,
  passwordHash: z.string(),
  disabled: z.boolean(),
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
})
export type StoredAccount = z.infer<typeof StoredAccount>

/** An account without its secret. */
export type AgentAccount = Omit<StoredAccount, 'passwordHash'>

/** An account whose password was right. Checking a password takes a while, so the account may have changed since it was read. */
export interface VerifiedAccount extends AgentAccount {
  /** False when the account is disabled or gone, or has another password or role. */
  isUnchanged(): Promise<boolean>
}

/** What a running system is told when an account changes. */
export type AccountChange =
  | { type: 'added'; name: string }
  | { type: 'renamed'; name: string }
  | { type: 'roleChanged' }
  | { type: 'passwordChanged' }
  | { type: 'disabled' }
  | { type: 'enabled' }

export type OnAccountChange = (agentId: string, change: AccountChange) => Promise<void>

type AccountErrorCode = 'exists' | 'unknown' | 'invalid'

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

export const AccountName = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(80, 'must have no more than 80 characters')

export const Password = z
  .string()
  .min(8, 'must have at least 8 characters')
  .max(1024, 'must have no more than 1024 characters')
