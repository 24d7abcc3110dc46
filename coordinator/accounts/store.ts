import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { AgentId, Role } from '../../machines/ids.ts'
import { changeFrom } from '../redis/change.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import type { Clock } from '../runtime.ts'
import {
  AccountError,
  accepted,
  Password,
  type Person,
  PersonName,
  StoredAccount,
  type Verified,
} from './account.ts'

export interface NewAccount {
  agentId: string
  name: string
  role: string
  password: string
}

export type Accounts = ReturnType<typeof createAccounts>

const replaceScript = changeFrom(new URL('./replace.lua', import.meta.url))

/**
 * The people who sign in. Passwords are kept as argon2id hashes, with the library's parameters, which
 * are those that OWASP recommends. Every method rejects with `RedisAway` when Redis cannot be reached.
 */
export function createAccounts({ redis, keys, clock }: { redis: RedisClient; keys: Keys; clock: Clock }) {
  const key = `${keys.prefix}accounts`
  /** Of nobody's password: looked at for unknown users, who must not be told apart by the time it takes. */
  let nobody: Promise<string> | null = null

  async function read(agentId: string): Promise<{ text: string; account: StoredAccount } | null> {
    const text = await asking(() => redis.hget(key, agentId))
    return text === null ? null : { text, account: StoredAccount.parse(JSON.parse(text)) }
  }

  /** @returns false when it is not as it was read */
  const replace = async (agentId: string, read: string, account: StoredAccount) =>
    (await replaceScript.run(redis, [key], [agentId, read, JSON.stringify(account)])) === 1

  async function stands({ agentId, passwordHash, role }: StoredAccount): Promise<boolean> {
    const now = (await read(agentId))?.account
    return now?.disabled === false && now.passwordHash === passwordHash && now.role === role
  }

  async function change(agentId: string, what: Partial<StoredAccount>): Promise<Person> {
    for (;;) {
      const found = await read(agentId)
      if (found === null) throw new AccountError('unknown', `There is no agent ${agentId}`)
      const account = { ...found.account, ...what }
      if (await replace(agentId, found.text, account)) return personOf(account)
    }
  }

  return {
    /** @throws {AccountError} `exists` or `invalid` */
    async add(given: NewAccount): Promise<Person> {
      const account = {
        agentId: accepted(AgentId, given.agentId, 'The username'),
        name: accepted(PersonName, given.name, 'The name'),
        role: accepted(Role, given.role, 'The role'),
        passwordHash: await hash(accepted(Password, given.password, 'The password')),
        disabled: false,
        createdAt: clock.now(),
      }
      const added = await replace(account.agentId, '', account)
      if (!added) throw new AccountError('exists', `There is an agent ${account.agentId} already`)
      return personOf(account)
    },

    /** In the order of their usernames. */
    async list(): Promise<Person[]> {
      const texts = await asking(() => redis.hvals(key))
      const people = texts.map((text) => personOf(StoredAccount.parse(JSON.parse(text))))
      return people.sort((a, b) => (a.agentId < b.agentId ? -1 : 1))
    },

    async find(agentId: string): Promise<Person | null> {
      const found = await read(agentId)
      return found && personOf(found.account)
    },

    /** These throw an {@link AccountError} `unknown` when there is no such agent, `invalid` for a bad value. */
    rename: (agentId: string, name: string) =>
      change(agentId, { name: accepted(PersonName, name, 'The name') }),
    setRole: (agentId: string, role: string) => change(agentId, { role: accepted(Role, role, 'The role') }),
    setDisabled: (agentId: string, disabled: boolean) => change(agentId, { disabled }),
    setPassword: async (agentId: string, password: string) =>
      change(agentId, { passwordHash: await hash(accepted(Password, password, 'The password')) }),

    /** Null for a wrong password, an unknown and a disabled agent alike, after the same amount of work. */
    async verify(username: string, password: string): Promise<Verified | null> {
      const found = await read(username)
      nobody ??= hash(randomBytes(32))
      const matches = await verify(found?.account.passwordHash ?? (await nobody), password)
      if (!matches || found === null || found.account.disabled) return null
      return { ...personOf(found.account), stands: () => stands(found.account) }
    },
  }
}

function personOf({ agentId, name, role, disabled, createdAt }: StoredAccount): Person {
  return { agentId, name, role, disabled, createdAt }
}
