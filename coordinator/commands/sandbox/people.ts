import { AccountError } from '../../accounts/account.ts'
import type { Accounts } from '../../accounts/store.ts'
import type { SandboxPerson } from './state.ts'

/** Adds an account for each of these people who has none. @returns those who were added */
export async function addMissingAccounts(
  accounts: Pick<Accounts, 'find' | 'add'>,
  people: readonly SandboxPerson[],
): Promise<SandboxPerson[]> {
  const added = await Promise.all(people.map((person) => addIfMissing(accounts, person)))
  return people.filter((_, index) => added[index])
}

async function addIfMissing(
  accounts: Pick<Accounts, 'find' | 'add'>,
  person: SandboxPerson,
): Promise<boolean> {
  if (await accounts.find(person.agentId)) return false
  try {
    await accounts.add(person)
    return true
  } catch (error) {
    // Another process of this sandbox added it first.
    if (error instanceof AccountError && error.code === 'exists') return false
    throw error
  }
}
