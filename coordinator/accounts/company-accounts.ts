import { randomBytes } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import type { Role } from '../../machines/ids.ts'
import type { SignInRefusal } from '../protocol/sign-in-ways.ts'
import type { Clock } from '../runtime.ts'
import {
  type AccountChange,
  AccountError,
  type Identity,
  type ProvenAccount,
  type StoredAccount,
} from './account.ts'

/** A person that the OpenID provider has confirmed. */
export interface CompanyPerson {
  identity: Identity
  /** The user name for an account. Null: the provider gives no valid one. */
  agentId: string | null
  name: string
  /** Null: nothing that the provider says gives a role. */
  role: Role | null
}

/** `changes` were stored, and nobody was told of them yet. `agentId` is the account that this is about, if there is one. */
export type CompanySignIn =
  | { outcome: 'ok'; agentId: string; account: ProvenAccount; changes: AccountChange[] }
  | { outcome: 'refused'; agentId: string | null; reason: SignInRefusal; changes: AccountChange[] }

interface CompanyAccountsDeps {
  clock: Clock
  all(): Promise<StoredAccount[]>
  read(agentId: string): Promise<{ text: string; account: StoredAccount } | null>
  /** False when the account has changed since it was read. */
  replace(agentId: string, before: string, account: StoredAccount): Promise<boolean>
  /** Adds it. @throws {AccountError} `exists` when the user name or the identity is taken */
  add(account: StoredAccount & { identity: Identity }): Promise<void>
  provenOf(account: StoredAccount): ProvenAccount
}

const refused = (
  reason: SignInRefusal,
  agentId: string | null,
  changes: AccountChange[] = [],
): CompanySignIn => ({ outcome: 'refused', reason, agentId, changes })

/** How long an administrator's leave to take over an account lasts. */
const LINK_MS = 24 * 3_600_000
export const linkUntil = (clock: Clock) => clock.now() + LINK_MS

/**
 * Accounts of people who sign in by an OpenID provider. An account belongs to an identity there, not to a name. A user name
 * that has an account here goes to another identity only when an administrator allows it.
 */
export function companyAccounts(deps: CompanyAccountsDeps) {
  const { clock, all, read, replace, add, provenOf } = deps

  const ok = (account: StoredAccount, changes: AccountChange[]): CompanySignIn => ({
    outcome: 'ok',
    agentId: account.agentId,
    account: provenOf(account),
    changes,
  })

  /** Null: the account has changed since it was read. */
  async function followed(person: CompanyPerson, agentId: string): Promise<CompanySignIn | null> {
    const { identity, name, role } = person
    const found = await read(agentId)
    if (!found || !isSame(found.account.identity, identity)) return null
    const { account: before } = found
    if (role === null) {
      if (before.disabled) return refused('no_role', agentId)
      const lost = { ...before, disabled: true, accessLost: true, sessionsSince: clock.now() }
      if (!(await replace(agentId, found.text, lost))) return null
      return refused('no_role', agentId, [{ type: 'disabled' }])
    }
    if (before.disabled && !before.accessLost) return refused('disabled', agentId)
    const changes: AccountChange[] = [
      ...(before.disabled ? [{ type: 'enabled' as const }] : []),
      ...(before.name === name ? [] : [{ type: 'renamed' as const, name }]),
      ...(before.role === role ? [] : [{ type: 'roleChanged' as const }]),
    ]
    if (changes.length === 0) return ok(before, [])
    const sessionsSince = before.role === role ? before.sessionsSince : clock.now()
    const after = { ...before, name, role, disabled: false, accessLost: false, sessionsSince }
    return (await replace(agentId, found.text, after)) ? ok(after, changes) : null
  }

  /** An account that has a password so far, if an administrator allows it. Null: it has changed since it was read. */
  async function linked(
    { identity, name, role }: CompanyPerson & { role: Role },
    { text, account: before }: { text: string; account: StoredAccount },
  ): Promise<CompanySignIn | null> {
    const { agentId } = before
    // A request of the same person was faster.
    if (isSame(before.identity, identity)) return null
    if (before.identity || before.disabled || (before.linkUntil ?? 0) <= clock.now())
      return refused('name_taken', agentId)
    const now = { identity, name, role, sessionsSince: clock.now() }
    const after = { ...before, ...(await withoutPassword()), ...now }
    const renamed = before.name === name ? [] : [{ type: 'renamed' as const, name }]
    try {
      return (await replace(agentId, text, after)) ? ok(after, [{ type: 'linked' }, ...renamed]) : null
    } catch (error) {
      if (error instanceof AccountError && error.code === 'onlyAdmin') return refused('name_taken', agentId)
      throw error
    }
  }

  async function added({ identity, name, role }: CompanyPerson & { role: Role }, agentId: string) {
    const account = {
      ...{ agentId, name, role, identity, disabled: false, createdAt: clock.now(), sessionsSince: 0 },
      ...(await withoutPassword()),
    }
    try {
      await add(account)
      return ok(account, [{ type: 'added', name }])
    } catch (error) {
      // The same person, or somebody else, was faster: the next look shows who.
      if (error instanceof AccountError && error.code === 'exists') return null
      throw error
    }
  }

  async function attempt(person: CompanyPerson): Promise<CompanySignIn | null> {
    const mine = (await all()).find(({ identity }) => isSame(identity, person.identity))
    if (mine) return followed(person, mine.agentId)
    const { agentId, role } = person
    if (role === null) return refused('no_role', null)
    if (agentId === null) return refused('no_username', null)
    const found = await read(agentId)
    return found ? linked({ ...person, role }, found) : added({ ...person, role }, agentId)
  }

  return {
    /** The agent who has this identity. */
    async agentOf(identity: Identity): Promise<string | null> {
      return (await all()).find((one) => isSame(one.identity, identity))?.agentId ?? null
    },

    /** Makes the account of somebody who signs in for the first time. Otherwise the account follows what the provider says. */
    async follow(person: CompanyPerson): Promise<CompanySignIn> {
      for (;;) {
        const result = await attempt(person)
        if (result) return result
      }
    },
  }
}

const isSame = (one: Identity | null, other: Identity) =>
  one !== null && one.issuer === other.issuer && one.subject === other.subject

/** An older version, which knows no identities, then refuses every password. */
const withoutPassword = async () => ({
  passwordHash: await hash(randomBytes(32)),
  passwordPrinted: false,
  temporaryUntil: null,
  invitation: null,
  accessLost: false,
  linkUntil: null,
})
