import { AccountError } from '../accounts/account.ts'
import type { Accounts } from '../accounts/store.ts'
import type { People } from './people.ts'

const FIRST = { agentId: 'admin', name: 'Administrator', role: 'admin' }

interface FirstAdminDeps {
  accounts: Pick<Accounts, 'states'>
  people: Pick<People, 'addFirst' | 'invite'>
  now(): number
}

/**
 * Where nobody can sign in yet, the first start adds an administrator, who chooses a password by a link. A later start makes
 * another link when the last one has expired unused.
 * @returns what the start prints
 */
export async function firstAdmin({ accounts, people, now }: FirstAdminDeps): Promise<string[]> {
  const all = await accounts.states()
  if (all.some(({ password }) => password !== 'invited')) return []
  const waiting = all.find(({ role }) => role === 'admin')
  if (all.length > 0 && !waiting) return []
  const { agentId } = waiting ?? FIRST
  if ((waiting?.until ?? 0) > now())
    return [
      `Nobody has signed in yet. The link for ${agentId} was printed once.`,
      `Another one: npm run agents -- invite ${agentId}`,
    ]
  const by = { who: null, from: 'start' }
  try {
    const link = waiting ? await people.invite(agentId, by) : await people.addFirst(FIRST, by)
    return link
      ? [
          `Nobody can sign in yet. ${agentId} chooses a password here, once, until ${link.until}:`,
          `  ${link.link}`,
        ]
      : []
  } catch (error) {
    // Another process of this site starts too, and prints the link.
    if (error instanceof AccountError && error.code === 'exists') return []
    throw error
  }
}
