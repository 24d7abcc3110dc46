import { AccountError } from '../../accounts/account.ts'
import type { Accounts } from '../../accounts/store.ts'
import { everPrinted, type SandboxPerson } from './state.ts'

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
    await accounts.add({ ...person, passwordPrinted: true })
    return true
  } catch (error) {
    // Another process of this sandbox added it first.
    if (error instanceof AccountError && error.code === 'exists') return false
    throw error
  }
}

/** Gives those of `people` who still have the short password of an older version the one that is printed now. */
export async function renewPasswords(
  accounts: Pick<Accounts, 'verify' | 'setPassword'>,
  people: readonly SandboxPerson[],
  former: readonly SandboxPerson[],
): Promise<void> {
  for (const { agentId, password } of former) {
    const now = people.find((person) => person.agentId === agentId)
    if (now && (await accounts.verify(agentId, password)))
      await accounts.setPassword(agentId, now.password, { printed: true })
  }
}

/**
 * Refuses to go live with people whose passwords a sandbox has printed. Older sandboxes left no mark on their accounts:
 * their passwords are known from the folder.
 * @throws {Error} that names them and the way out
 */
export async function refusePrintedPasswords(
  accounts: Pick<Accounts, 'withPrintedPassword' | 'verify'>,
  dataDir: string,
): Promise<void> {
  const agentIds = new Set(await accounts.withPrintedPassword())
  for (const { agentId, password } of everPrinted(dataDir))
    if (await accounts.verify(agentId, password)) agentIds.add(agentId)
  if (agentIds.size === 0) return
  throw new Error(
    `A sandbox has printed the passwords of ${[...agentIds].sort().join(', ')}. Give each a new one before you go live: npm run agents -- password <username> --password-stdin`,
  )
}
