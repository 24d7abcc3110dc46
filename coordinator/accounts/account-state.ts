import { type AgentAccount, accountOf, type StoredAccount } from './account.ts'

/** An account as administrators see it. */
export interface AccountState extends AgentAccount {
  /**
   * Who has set it: the agent, or somebody else for the next sign-in. `invited`: a link, which nobody has used. `none`: the
   * agent signs in with the company's account.
   */
  password: 'own' | 'temporary' | 'invited' | 'none'
  /** Until when (ms) the temporary password or the link opens a sign-in. */
  until: number | null
  /** Only this agent can let people in. So the account cannot be disabled or removed, and keeps its role. */
  onlyAdmin: boolean
}

/** @param all the accounts that there are. The rule of `onlyAdmin` is the one of replace-account.lua. */
export function stateOf(account: StoredAccount, all: readonly StoredAccount[]): AccountState {
  const { agentId, temporaryUntil, invitation, identity } = account
  const isInvited = invitation !== null && !invitation.used
  const setByOther = isInvited ? 'invited' : 'temporary'
  return {
    ...accountOf(account),
    password: identity ? 'none' : temporaryUntil === null ? 'own' : setByOther,
    until: temporaryUntil,
    onlyAdmin:
      isAdmin(account) &&
      !all.some((one) => one.agentId !== agentId && isAdmin(one) && one.temporaryUntil === null),
  }
}

/** The company's account opens nothing while its provider is away. */
const isAdmin = ({ role, disabled, identity }: StoredAccount) => role === 'admin' && !disabled && !identity
