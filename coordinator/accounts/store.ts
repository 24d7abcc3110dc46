import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { AgentId, Role } from '../../machines/ids.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { replaceField } from '../redis/replace-field.ts'
import { asking } from '../redis/script.ts'
import type { Clock } from '../runtime.ts'
import {
  AccountError,
  AccountName,
  type AgentAccount,
  parsedField,
  StoredAccount,
  type VerifiedAccount,
} from './account.ts'
import { Password, weaknessOf } from './password.ts'
import { agentIdOf } from './username.ts'

export interface NewAccount {
  agentId: string
  name: string
  role: string
  password: string
  /** A sandbox prints the password. */
  passwordPrinted?: boolean
}

export type Accounts = ReturnType<typeof createAccounts>

/** How long a temporary password opens a sign-in. */
const TEMPORARY_MS = 7 * 86_400_000

export interface PasswordOptions {
  /** A sandbox prints it. */
  printed?: boolean
  /** Somebody else has chosen it. */
  temporary?: boolean
}

/**
 * The accounts of agents. Passwords are kept as argon2id hashes, with the library's parameters, which
 * are those that OWASP recommends. Every method rejects with `RedisAway` when Redis cannot be reached.
 */
export function createAccounts({ redis, keys, clock }: { redis: RedisClient; keys: Keys; clock: Clock }) {
  const key = `${keys.prefix}accounts`
  /** The hash of a random password. It is checked for unknown users, so that the time of a response does not tell who exists. */
  let unknownUserHash: Promise<string> | null = null

  async function read(agentId: string): Promise<{ text: string; account: StoredAccount } | null> {
    const text = await asking(() => redis.hget(key, agentId))
    return text === null ? null : { text, account: StoredAccount.parse(JSON.parse(text)) }
  }

  /** @returns false when the account has changed since it was read */
  const replace = (agentId: string, before: string, account: StoredAccount) =>
    replaceField(redis, key, { field: agentId, before, after: JSON.stringify(account) })

  /** @returns null when the account is not `as` it has to be for the change */
  async function changeIf(
    agentId: string,
    as: (now: StoredAccount) => boolean,
    what: Partial<StoredAccount>,
  ): Promise<StoredAccount | null> {
    for (;;) {
      const found = await read(agentId)
      if (found === null || !as(found.account)) return null
      const account = { ...found.account, ...what }
      if (await replace(agentId, found.text, account)) return account
    }
  }

  async function change(agentId: string, what: Partial<StoredAccount>): Promise<AgentAccount> {
    const account = await changeIf(agentId, () => true, what)
    if (account === null) throw new AccountError('unknown', `There is no agent ${agentId}`)
    return accountOf(account)
  }

  function verifiedOf(account: StoredAccount): VerifiedAccount {
    const { agentId, passwordHash, role, temporaryUntil } = account
    const isUnchanged = (now: StoredAccount) =>
      !now.disabled && now.passwordHash === passwordHash && now.role === role
    return {
      ...accountOf(account),
      mustChangePassword: temporaryUntil !== null,
      async isUnchanged() {
        const now = await read(agentId)
        return now !== null && isUnchanged(now.account)
      },
      async changePassword(password) {
        const changed = await changeIf(agentId, isUnchanged, await passwordFields(agentId, password))
        return changed && verifiedOf(changed)
      },
    }
  }

  async function passwordFields(agentId: string, password: string, options: PasswordOptions = {}) {
    const { printed = false, temporary = false } = options
    return {
      sessionsSince: clock.now(),
      passwordHash: await hashOf(agentId, password),
      passwordPrinted: printed,
      temporaryUntil: temporary ? clock.now() + TEMPORARY_MS : null,
    }
  }

  async function all(): Promise<StoredAccount[]> {
    const texts = await asking(() => redis.hvals(key))
    const accounts = texts.map((text) => StoredAccount.parse(JSON.parse(text)))
    return accounts.sort((a, b) => (a.agentId < b.agentId ? -1 : 1))
  }

  return {
    /** @throws {AccountError} `exists` or `invalid` */
    async add(fields: NewAccount): Promise<AgentAccount> {
      const account = {
        agentId: parsedField(AgentId, fields.agentId, 'The username'),
        name: parsedField(AccountName, fields.name, 'The name'),
        role: parsedField(Role, fields.role, 'The role'),
        passwordHash: await hashOf(fields.agentId, fields.password),
        disabled: false,
        createdAt: clock.now(),
        sessionsSince: 0,
        passwordPrinted: fields.passwordPrinted ?? false,
        temporaryUntil: null,
      }
      const added = await replace(account.agentId, '', account)
      if (!added) throw new AccountError('exists', `There is an agent ${account.agentId} already`)
      return accountOf(account)
    },

    /** In the order of their usernames. */
    list: async (): Promise<AgentAccount[]> => (await all()).map(accountOf),

    /** The agents whose password a sandbox has printed. */
    async withPrintedPassword(): Promise<string[]> {
      return (await all()).filter(({ passwordPrinted }) => passwordPrinted).map(({ agentId }) => agentId)
    },

    async find(agentId: string): Promise<AgentAccount | null> {
      const found = await read(agentId)
      return found && accountOf(found.account)
    },

    /** These throw an {@link AccountError} `unknown` when there is no such agent, `invalid` for a bad value. */
    rename: (agentId: string, name: string) =>
      change(agentId, { name: parsedField(AccountName, name, 'The name') }),
    setRole: (agentId: string, role: string) =>
      change(agentId, { role: parsedField(Role, role, 'The role'), sessionsSince: clock.now() }),
    setDisabled: (agentId: string, disabled: boolean) =>
      change(agentId, { disabled, ...(disabled && { sessionsSince: clock.now() }) }),
    setPassword: async (agentId: string, password: string, options?: PasswordOptions) =>
      change(agentId, await passwordFields(agentId, password, options)),

    /** Null for a wrong password, an unknown and a disabled agent alike, after the same amount of work. */
    async verify(username: string, password: string): Promise<VerifiedAccount | null> {
      const found = await read(agentIdOf(username))
      unknownUserHash ??= hash(randomBytes(32))
      const passwordHash = found?.account.passwordHash ?? (await unknownUserHash)
      // Older versions hashed a password in the form in which it was typed.
      const matches =
        (await verify(passwordHash, password.normalize('NFC'))) ||
        (password.normalize('NFC') !== password && (await verify(passwordHash, password)))
      if (!matches || found === null || found.account.disabled) return null
      const { temporaryUntil } = found.account
      if (temporaryUntil !== null && temporaryUntil <= clock.now()) return null
      return verifiedOf(found.account)
    },
  }
}

/** @throws {AccountError} `invalid` */
async function hashOf(agentId: string, typed: string): Promise<string> {
  const password = parsedField(Password, typed, 'The password')
  const weakness = weaknessOf(password, agentId)
  if (weakness !== null) throw new AccountError('invalid', `The password ${weakness}`)
  return hash(password)
}

function accountOf({
  passwordHash: _,
  passwordPrinted,
  temporaryUntil,
  ...account
}: StoredAccount): AgentAccount {
  return account
}
