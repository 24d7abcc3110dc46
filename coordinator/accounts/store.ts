import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { z } from 'zod'
import { AgentId, Role } from '../../machines/ids.ts'
import { type InvitationState, PersonName } from '../protocol/people.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking, changeScript } from '../redis/script.ts'
import type { Clock } from '../runtime.ts'
import {
  AccountError,
  type AgentAccount,
  accountOf,
  type Identity,
  parsedField,
  StoredAccount,
  type VerifiedAccount,
} from './account.ts'
import { type AccountState, stateOf } from './account-state.ts'
import { companyAccounts, linkUntil } from './company-accounts.ts'
import { type Invitation, newInvitation, stateOfInvitation } from './invitation.ts'
import { hashOf } from './password.ts'
import { agentIdOf } from './username.ts'

export interface NewPerson {
  agentId: string
  name: string
  role: string
}

export interface NewAccount extends NewPerson {
  password: string
  /** A sandbox prints the password. */
  passwordPrinted?: boolean
}

/** What an administrator may change of an account at once. */
export interface AccountEdit {
  name?: string | undefined
  role?: string | undefined
  disabled?: boolean | undefined
}

export type Accounts = ReturnType<typeof createAccounts>

/** How long a temporary password opens a sign-in. */
const TEMPORARY_MS = 7 * 86_400_000

const replaceAccount = changeScript(new URL('./replace-account.lua', import.meta.url), {
  keys: ['accounts'],
  args: ['agentId', 'before', 'after'],
})
const Replaced = z.enum(['done', 'changed', 'onlyAdmin'])
const addAccounts = changeScript(new URL('./add-accounts.lua', import.meta.url), {
  keys: ['accounts'],
  args: ['issuer', 'subject'],
})
const Taken = z.array(z.string())
const NOBODY: Identity = { issuer: '', subject: '' }

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
  const key = keys.accounts
  /** The hash of a random password. It is checked for unknown users, so that the time of a response does not tell who exists. */
  let unknownUserHash: Promise<string> | null = null

  async function read(agentId: string): Promise<{ text: string; account: StoredAccount } | null> {
    const text = await asking(() => redis.hget(key, agentId))
    return text === null ? null : { text, account: StoredAccount.parse(JSON.parse(text)) }
  }

  /**
   * @param account null: it is removed
   * @returns false when the account has changed since it was read
   * @throws {AccountError} `onlyAdmin`
   */
  async function replace(agentId: string, before: string, account: StoredAccount | null): Promise<boolean> {
    const args = { agentId, before, after: account === null ? '' : JSON.stringify(account) }
    const result = Replaced.parse(await replaceAccount.run(redis, { accounts: key }, args))
    if (result === 'onlyAdmin')
      throw new AccountError('onlyAdmin', `${agentId} is the only administrator who can sign in`)
    return result === 'done'
  }

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
    if (account === null) throw unknown(agentId)
    return accountOf(account)
  }

  /** The same for what the company's account decides where there is one. @throws {AccountError} `ofCompany` */
  async function changeOwn(agentId: string, what: Partial<StoredAccount>): Promise<AgentAccount> {
    const account = await changeIf(agentId, ({ identity }) => identity === null, what)
    if (account) return accountOf(account)
    if ((await read(agentId)) === null) throw unknown(agentId)
    throw new AccountError(
      'ofCompany',
      `${agentId} signs in with the company’s account: name, role and password are changed there`,
    )
  }

  const edit = (agentId: string, { name, role, disabled }: AccountEdit) =>
    (name === undefined && role === undefined ? change : changeOwn)(agentId, {
      ...(name !== undefined && { name: parsedField(PersonName, name, 'The name') }),
      ...(role !== undefined && { role: parsedField(Role, role, 'The role') }),
      ...(disabled !== undefined && { disabled, accessLost: false }),
      ...((role !== undefined || disabled === true) && { sessionsSince: clock.now() }),
    })

  function verifiedOf(account: StoredAccount): VerifiedAccount {
    const { agentId, passwordHash, role, temporaryUntil, invitation, identity } = account
    const isUnchanged = (now: StoredAccount) =>
      !now.disabled &&
      now.passwordHash === passwordHash &&
      now.role === role &&
      now.identity?.subject === identity?.subject
    return {
      ...accountOf(account),
      mustChangePassword: temporaryUntil !== null,
      async isUnchanged() {
        const now = await read(agentId)
        return now !== null && isUnchanged(now.account)
      },
      async changePassword(password) {
        const changed = await changeIf(agentId, isUnchanged, {
          ...(await passwordFields(agentId, password)),
          invitation: invitation && { ...invitation, used: true },
        })
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
      invitation: null,
      linkUntil: null,
    }
  }

  /** Adds all of them, or none. @throws {AccountError} `exists` */
  async function addAll(accounts: readonly StoredAccount[], identity = NOBODY): Promise<void> {
    if (accounts.length === 0) return
    const moreArgs = accounts.flatMap((account) => [account.agentId, JSON.stringify(account)])
    const taken = Taken.parse(await addAccounts.run(redis, { accounts: key }, identity, { moreArgs }))
    if (taken.length > 0) throw new AccountError('exists', `There is an agent ${taken.join(', ')} already`)
  }

  const newAccount = ({ agentId, name, role }: NewPerson) => ({
    agentId: parsedField(AgentId, agentId, 'The username'),
    name: parsedField(PersonName, name, 'The name'),
    role: parsedField(Role, role, 'The role'),
    disabled: false,
    createdAt: clock.now(),
    ...{ identity: null, accessLost: false, linkUntil: null },
  })

  async function all(): Promise<StoredAccount[]> {
    const texts = await asking(() => redis.hvals(key))
    const accounts = texts.map((text) => StoredAccount.parse(JSON.parse(text)))
    return accounts.sort((a, b) => (a.agentId < b.agentId ? -1 : 1))
  }

  return {
    company: companyAccounts({
      ...{ clock, all, read, replace },
      add: (account) => addAll([account], account.identity),
      provenOf: verifiedOf,
    }),

    /** Somebody of the OpenID provider with the same user name may take the account, within a day. */
    allowLink: (agentId: string) => changeOwn(agentId, { linkUntil: linkUntil(clock) }),

    /** @throws {AccountError} `exists` or `invalid` */
    async add({ password, passwordPrinted = false, ...person }: NewAccount): Promise<AgentAccount> {
      const account: StoredAccount = {
        ...newAccount(person),
        passwordHash: await hashOf(person.agentId, password),
        sessionsSince: 0,
        passwordPrinted,
        temporaryUntil: null,
        invitation: null,
      }
      await addAll([account])
      return accountOf(account)
    },

    /** Adds all of them, or none. Each chooses a password by a link. @throws {AccountError} `exists` or `invalid` */
    async addInvited(
      people: readonly NewPerson[],
    ): Promise<{ account: AgentAccount; invitation: Invitation }[]> {
      const accounts = people.map(newAccount)
      const invited = await Promise.all(
        accounts.map(async (account) => {
          const { fields, invitation } = await newInvitation(clock.now())
          return { account: { ...account, ...fields }, invitation }
        }),
      )
      await addAll(invited.map(({ account }) => account))
      return invited.map(({ account, invitation }) => ({ account: accountOf(account), invitation }))
    },

    /** In the order of their usernames. */
    list: async (): Promise<AgentAccount[]> => (await all()).map(accountOf),

    /** The same as administrators see them. */
    async states(): Promise<AccountState[]> {
      const accounts = await all()
      return accounts.map((account) => stateOf(account, accounts))
    },

    /** The agents whose password a sandbox has printed. */
    async withPrintedPassword(): Promise<string[]> {
      return (await all()).filter(({ passwordPrinted }) => passwordPrinted).map(({ agentId }) => agentId)
    },

    async find(agentId: string): Promise<AgentAccount | null> {
      const found = await read(agentId)
      return found && accountOf(found.account)
    },

    /**
     * These throw an {@link AccountError}: `unknown` when there is no such agent, `invalid` for a bad value, `onlyAdmin` for
     * the last agent who can let people in, `ofCompany` for what the company's account decides.
     */
    edit,
    rename: (agentId: string, name: string) => edit(agentId, { name }),
    setRole: (agentId: string, role: string) => edit(agentId, { role }),
    setDisabled: (agentId: string, disabled: boolean) => edit(agentId, { disabled }),
    setPassword: async (agentId: string, password: string, options?: PasswordOptions) =>
      changeOwn(agentId, await passwordFields(agentId, password, options)),
    /** Sessions that are open now are over. */
    endSessions: (agentId: string) => change(agentId, { sessionsSince: clock.now() }),
    /** The agent chooses a password by a link. The password that there is opens nothing any more. */
    async invite(agentId: string): Promise<{ account: AgentAccount; invitation: Invitation }> {
      const { fields, invitation } = await newInvitation(clock.now())
      return { account: await changeOwn(agentId, fields), invitation }
    },
    async remove(agentId: string): Promise<void> {
      for (;;) {
        const found = await read(agentId)
        if (found === null) throw unknown(agentId)
        if (await replace(agentId, found.text, null)) return
      }
    },

    /** What became of the link with this secret. */
    async invitationState(username: string, secret: string): Promise<InvitationState> {
      const found = await read(agentIdOf(username))
      return found === null ? 'void' : stateOfInvitation(found.account, secret, clock.now())
    },

    /** Null for a wrong password, an unknown and a disabled agent alike, after the same amount of work. */
    async verify(username: string, password: string): Promise<VerifiedAccount | null> {
      const found = await read(agentIdOf(username))
      unknownUserHash ??= hash(randomBytes(32))
      const passwordHash = found?.account.passwordHash ?? (await unknownUserHash)
      // Older versions hashed a password in the form in which it was typed.
      const matches =
        (await verify(passwordHash, password.normalize('NFC'))) ||
        (password.normalize('NFC') !== password && (await verify(passwordHash, password)))
      if (!matches || found === null || found.account.disabled || found.account.identity) return null
      const { temporaryUntil } = found.account
      if (temporaryUntil !== null && temporaryUntil <= clock.now()) return null
      return verifiedOf(found.account)
    },
  }
}

const unknown = (agentId: string) => new AccountError('unknown', `There is no agent ${agentId}`)
