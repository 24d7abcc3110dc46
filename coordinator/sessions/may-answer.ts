import { answersCalls } from '../../machines/ids.ts'
import type { Accounts } from '../accounts/store.ts'
import type { Sessions } from './sessions.ts'

/**
 * Whether an agent may answer calls now: a session is open whose role answers calls, and the account is enabled. When
 * Redis has lost the accounts, the sessions that were put back go on.
 */
export const mayAnswer =
  (accounts: Pick<Accounts, 'find'>, sessions: Pick<Sessions, 'listOf'>) =>
  async (agentId: string): Promise<boolean> => {
    const [account, own] = await Promise.all([accounts.find(agentId), sessions.listOf(agentId)])
    if (account && (account.disabled || !answersCalls(account.role))) return false
    return own.some(({ role }) => answersCalls(role))
  }
