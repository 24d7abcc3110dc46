import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { AgentId, Role } from '../../machines/ids.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking, changeScript } from '../redis/script.ts'
import type { Clock } from '../runtime.ts'
import {
  AccountError,
  AccountName,
  type AgentAccount,
  Password,
  parsedField,
  StoredAccount,
  type VerifiedAccount,
} from './account.ts'

export interface NewAccount {
  agentId: string
  name: string
  role: string
  password: string
}

export type Accounts = ReturnType<typeof createAccounts>

const replaceScript = changeScript(new URL('./replace.lua', import.meta.url), {
  keys: ['accounts'],
  args: ['agentId', 'before', 'after'],
})

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
  const replace = async (agentId: string, read: string, account: StoredAccount) =>
    (await replaceScript.run(
      redis,
      { accounts: key },
      { agentId, before: read, after: JSON.stringify(account) },
    )) === 1

  async function isUnchanged({ agentId, passwordHash, role }: StoredAccount): Promise<boolean> {
    const now = (await read(agentId))?.account
    return now?.disabled === false && now.passwordHash === passwordHash && now.role === role
  }

  async function change(agentId: string, what: Partial<StoredAccount>): Promise<AgentAccount> {
    for (;;) {
      const found = await read(agentId)
      if (found === null) throw new AccountError('unknown', `There is no agent ${agentId}`)
      const account = { ...found.account, ...what }
      if (await replace(agentId, found.text, account)) return accountOf(account)
    }
  }

  return {
    /** @throws {AccountError} `exists` or `invalid` */
    async add(fields: NewAccount): Promise<AgentAccount> {
      const account = {
        agentId: parsedField(AgentId, fields.agentId, 'The username'),
        name: parsedField(AccountName, fields.name, 'The name'),
        role: parsedField(Role, fields.role, 'The role'),
        passwordHash: await hash(parsedField(Password, fields.password, 'The password')),
        disabled: false,
        createdAt: clock.now(),
      }
      const added = await replace(account.agentId, '', account)
      if (!added) throw new AccountError('exists', `There is an agent ${account.agentId} already`)
      return accountOf(account)
    },

    /** In the order of their usernames. */
    async list(): Promise<AgentAccount[]> {
      const texts = await asking(() => redis.hvals(key))
      const people = texts.map((text) => accountOf(StoredAccount.parse(JSON.parse(text))))
      return people.sort((a, b) => (a.agentId < b.agentId ? -1 : 1))
    },

    async find(agentId: string): Promise<AgentAccount | null> {
      const found = await read(agentId)
      return found && accountOf(found.account)
    },

    /** These throw an {@link AccountError} `unknown` when there is no such agent, `invalid` for a bad value. */
    rename: (agentId: string, name: string) =>
      change(agentId, { name: parsedField(AccountName, name, 'The name') }),
    setRole: (agentId: string, role: string) =>
      change(agentId, { role: parsedField(Role, role, 'The role') }),
    setDisabled: (agentId: string, disabled: boolean) => change(agentId, { disabled }),
    setPassword: async (agentId: string, password: string) =>
      change(agentId, { passwordHash: await hash(parsedField(Password, password, 'The password')) }),

    /** Null for a wrong password, an unknown and a disabled agent alike, after the same amount of work. */
    async verify(username: string, password: string): Promise<VerifiedAccount | null> {
      const found = await read(username)
      unknownUserHash ??= hash(randomBytes(32))
      const matches = await verify(found?.account.passwordHash ?? (await unknownUserHash), password)
      if (!matches || found === null || found.account.disabled) return null
      return { ...accountOf(found.account), isUnchanged: () => isUnchanged(found.account) }
    },
  }
}

function accountOf({ agentId, name, role, disabled, createdAt }: StoredAccount): AgentAccount {
  return { agentId, name, role, disabled, createdAt }
}
