import { randomBytes } from 'node:crypto'
import {
  type AccountChange,
  AccountError,
  type AgentAccount,
  AUDIT_KINDS,
  type OnAccountChange,
} from '../accounts/account.ts'
import type { CompanyPerson, CompanySignIn } from '../accounts/company-accounts.ts'
import type { Invitation } from '../accounts/invitation.ts'
import type { AccountEdit, Accounts, NewAccount, NewPerson } from '../accounts/store.ts'
import type { Audit } from '../audit/audit.ts'
import { invitationHash } from '../protocol/invitation-link.ts'
import type { InvitationLink } from '../protocol/people.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import type { createStoredFactors } from '../second-factor/stored-factors.ts'
import type { GroupsStore } from './groups.ts'

export interface PeopleDeps {
  redis: RedisClient
  keys: Pick<Keys, 'lastSeen' | 'preferences'>
  accounts: Accounts
  groups: Pick<GroupsStore, 'leave'>
  factors: Pick<ReturnType<typeof createStoredFactors>, 'remove'>
  /** Is called after each change that was stored. */
  onChange: OnAccountChange
  audit: Pick<Audit, 'record'>
  publicUrl: string
}

/** Who acts, for the audit log. */
export interface ActsAs {
  /** An agent; null for a command in a shell. */
  who: string | null
  from: string
}

export type People = ReturnType<typeof createPeople>

/**
 * What administrators do to the accounts of others, on the page and by `npm run agents`. Each act is stored, audited, and then
 * told to the desks. An act that a process did not finish can be repeated: it does what is missing.
 *
 * Every method throws an {@link AccountError} when the accounts do not allow the act, and `RedisAway` when Redis cannot be
 * reached.
 */
export function createPeople(deps: PeopleDeps) {
  const { redis, keys, accounts, groups, factors, onChange, audit, publicUrl } = deps

  async function report(
    agentId: string,
    change: AccountChange,
    { who, from }: ActsAs,
    detail: string | null = null,
  ): Promise<void> {
    audit.record({ what: AUDIT_KINDS[change.type], who, from, target: agentId, detail })
    await onChange(agentId, change)
  }

  const linkOf = ({ agentId }: AgentAccount, { secret, until }: Invitation): InvitationLink => ({
    agentId,
    link: `${publicUrl}/${invitationHash({ username: agentId, secret })}`,
    until: new Date(until).toISOString(),
  })

  async function existing(agentId: string): Promise<AgentAccount> {
    const account = await accounts.find(agentId)
    if (!account) throw new AccountError('unknown', `There is no agent ${agentId}`)
    return account
  }

  async function hasOnlyLink(agentId: string): Promise<boolean> {
    const states = await accounts.states()
    return states.some((it) => it.agentId === agentId && it.password === 'invited')
  }

  async function change(agentId: string, edit: AccountEdit, by: ActsAs): Promise<AgentAccount> {
    const account = await accounts.edit(agentId, edit)
    if (edit.name !== undefined) await report(agentId, { type: 'renamed', name: account.name }, by)
    if (edit.role !== undefined) await report(agentId, { type: 'roleChanged' }, by, account.role)
    if (edit.disabled !== undefined)
      await report(agentId, { type: edit.disabled ? 'disabled' : 'enabled' }, by)
    return account
  }

  async function setPassword(agentId: string, password: string, by: ActsAs): Promise<void> {
    await accounts.setPassword(agentId, password)
    await report(agentId, { type: 'passwordChanged' }, by)
  }

  return {
    /** Adds somebody with a password that lasts. Who has only had a link so far gets the password in its place. */
    async add(account: NewAccount, by: ActsAs): Promise<AgentAccount> {
      const { agentId, name, role, password } = account
      if (await hasOnlyLink(agentId)) {
        await setPassword(agentId, password, by)
        return change(agentId, { name, role }, by)
      }
      const added = await accounts.add(account)
      await report(added.agentId, { type: 'added', name: added.name }, by, added.role)
      return added
    },

    /** Adds all of them, or none. Each gets a link. */
    async addInvited(people: readonly NewPerson[], by: ActsAs): Promise<InvitationLink[]> {
      const added = await accounts.addInvited(people)
      for (const { account } of added)
        await report(account.agentId, { type: 'added', name: account.name }, by, account.role)
      return added.map(({ account, invitation }) => linkOf(account, invitation))
    },

    /** Adds the administrator of a site on which nobody can sign in. No desk shows them before their first sign-in. */
    async addFirst(person: NewPerson, by: ActsAs): Promise<InvitationLink | null> {
      const [added] = await accounts.addInvited([person])
      if (!added) return null
      audit.record({ what: AUDIT_KINDS.added, ...by, target: person.agentId, detail: person.role })
      return linkOf(added.account, added.invitation)
    },

    /** Changes all that is named, at once. */
    change,

    /** A password that lasts. */
    setPassword,

    /** @returns a password that opens one sign-in within a week, which asks for another */
    async resetPassword(agentId: string, by: ActsAs): Promise<string> {
      const password = randomBytes(12).toString('base64url')
      await accounts.setPassword(agentId, password, { temporary: true })
      await report(agentId, { type: 'passwordChanged' }, by, 'temporary')
      return password
    },

    /** @returns a link that replaces the password and the link before it */
    async invite(agentId: string, by: ActsAs): Promise<InvitationLink> {
      const { account, invitation } = await accounts.invite(agentId)
      await report(agentId, { type: 'invited' }, by)
      return linkOf(account, invitation)
    },

    /** Somebody of the OpenID provider with the same user name may take the account over. */
    async allowLink(agentId: string, by: ActsAs): Promise<void> {
      const state = (await accounts.states()).find((it) => it.agentId === agentId)
      if (state?.onlyAdmin)
        throw new AccountError('onlyAdmin', `${agentId} is the only administrator who can sign in`)
      await accounts.allowLink(agentId)
      await report(agentId, { type: 'linkAllowed' }, by)
    },

    /** The OpenID provider says who somebody is: the account follows it. */
    async followCompany(person: CompanyPerson): Promise<CompanySignIn> {
      const result = await accounts.company.follow(person)
      const { agentId, changes } = result
      if (agentId !== null)
        for (const change of changes)
          await report(agentId, change, { who: null, from: 'provider' }, detailOf(change, person))
      return result
    },

    async removeFactors(agentId: string, by: ActsAs): Promise<void> {
      await existing(agentId)
      await factors.remove(agentId)
      await report(agentId, { type: 'factorsRemoved' }, by)
    },

    async endSessions(agentId: string, by: ActsAs): Promise<void> {
      await accounts.endSessions(agentId)
      await report(agentId, { type: 'sessionsEnded' }, by)
    },

    async endSession(agentId: string, hash: string, by: ActsAs): Promise<void> {
      await existing(agentId)
      await report(agentId, { type: 'sessionEnded', hash }, by, 'one')
    },

    /** Until the account goes, it stands there, disabled, and the act can be repeated. */
    async remove(agentId: string, by: ActsAs): Promise<void> {
      await accounts.setDisabled(agentId, true)
      await factors.remove(agentId)
      await asking(() => redis.hdel(keys.preferences, agentId))
      await asking(() => redis.hdel(keys.lastSeen, agentId))
      await groups.leave(agentId)
      await report(agentId, { type: 'removed' }, by)
      await accounts.remove(agentId)
      // Until now an administrator could put the account into a group.
      await groups.leave(agentId)
    },
  }
}

const detailOf = ({ type }: AccountChange, { role }: CompanyPerson) => {
  if (type === 'disabled') return 'no_role'
  return type === 'added' || type === 'roleChanged' || type === 'linked' ? role : null
}
