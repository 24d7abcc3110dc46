import type { Accounts } from '../accounts/store.ts'
import type { Person } from '../protocol/people.ts'
import type { SecondFactor } from '../second-factor/second-factor.ts'
import type { Sessions } from '../sessions/sessions.ts'

interface ListDeps {
  accounts: Pick<Accounts, 'states'>
  sessions: Pick<Sessions, 'counts' | 'lastSeen'>
  secondFactor: Pick<SecondFactor, 'ofAll' | 'isNeededBy'>
}

/** Everybody who signs in, in the order of their user names. @throws RedisAway */
export async function listPeople({ accounts, sessions, secondFactor }: ListDeps): Promise<Person[]> {
  const [all, counts, lastSeen, factors] = await Promise.all([
    accounts.states(),
    sessions.counts(),
    sessions.lastSeen(),
    secondFactor.ofAll(),
  ])
  return all.map(({ agentId, name, role, disabled, password, until, onlyAdmin }) => ({
    ...{ agentId, name, role, disabled, password, onlyAdmin },
    passwordUntil: iso(until),
    secondFactor: factors.get(agentId) ?? null,
    needsSecondFactor: password !== 'none' && secondFactor.isNeededBy(role),
    lastSeen: iso(lastSeen.get(agentId)),
    sessions: counts.get(agentId) ?? 0,
  }))
}

const iso = (at: number | null | undefined) => (at ? new Date(at).toISOString() : null)
