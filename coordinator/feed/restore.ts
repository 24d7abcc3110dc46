import type { Logger } from 'pino'
import { answersCalls, type Role } from '../../machines/ids.ts'
import type { Accounts } from '../accounts/store.ts'
import type { AgentActors } from '../agents/agents-port.ts'
import type { Contacts } from '../contacts/contacts.ts'
import type { ShownLast } from '../events.ts'
import type { SettingsStore } from '../live-settings/store.ts'
import type { OfficeStore } from '../office/store.ts'
import type { GroupsStore } from '../people/groups.ts'
import { RedisAway } from '../redis/redis-away.ts'
import { pause, type Runtime } from '../runtime.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Feed } from './feed.ts'

const RETRY_MS = 1_000

export interface RestoreDeps {
  agents: AgentActors
  accounts: Pick<Accounts, 'states'>
  sessions: Pick<Sessions, 'restore' | 'closeAllOf'>
  office: Pick<OfficeStore, 'restore'>
  settingsStore: Pick<SettingsStore, 'restore'>
  groups: Pick<GroupsStore, 'restore'>
  contacts: Pick<Contacts, 'restore'>
  feed: Pick<Feed, 'openConsoles' | 'reportAgain'>
}

/**
 * Redis has lost everything. The reconciler finds the callers again at the carrier and adopts them. The desk is put back
 * from what this process still has: the office, the settings, the groups, the contacts, its open consoles, the choices of
 * their agents, and their sessions. The accounts that Redis has now decide about a session: an agent who is disabled, has
 * another role or has no account must sign in again. If Redis has lost all accounts too, nobody could sign in, so the open
 * consoles go on. A start may have added the first administrator since.
 * @param known what was shown before the loss
 */
export async function restoreDesk(
  { agents, accounts, sessions, office, settingsStore, groups, contacts, feed }: RestoreDeps,
  known: ShownLast,
): Promise<void> {
  await office.restore(known.office)
  await settingsStore.restore(known.settings)
  await groups.restore(known.groups)
  await contacts.restore(known.contacts)
  for (const { agentId, name } of known.agents) await agents.send(agentId, name, { type: 'RENAME', name })
  const people = await accounts.states()
  const allAreLost = people.every(({ password }) => password === 'invited')
  const maySignIn = ({ agentId, role }: { agentId: string; role: Role }) =>
    allAreLost || people.some((one) => one.agentId === agentId && one.role === role && !one.disabled)
  const back = new Set<string>()
  for (const stream of feed.openConsoles) {
    const { agentId, name, role, sessionHash, expiresAt } = stream.console
    if (!maySignIn(stream.console)) {
      await sessions.closeAllOf(agentId)
      continue
    }
    back.add(agentId)
    await sessions.restore(stream.console, sessionHash, expiresAt)
    if (!answersCalls(role)) continue
    await agents.send(agentId, name, { type: 'SIGN_IN' })
    await feed.reportAgain(stream)
  }
  for (const { agentId, name, presence } of known.agents)
    if (presence === 'available' && back.has(agentId))
      await agents.send(agentId, name, { type: 'CHOOSE', presence })
}

/** Repeats `restore` when Redis goes away again before it is done. Never rejects. */
export async function untilRestored(
  restore: () => Promise<void>,
  { runtime, log, stopped }: { runtime: Runtime; log: Logger; stopped: () => boolean },
): Promise<void> {
  log.error('Redis has lost everything: this process puts back what it knows')
  while (!stopped()) {
    try {
      return await restore()
    } catch (error) {
      log.error({ err: error }, 'The desk could not be restored')
      if (!(error instanceof RedisAway)) return
      await pause(runtime, RETRY_MS)
    }
  }
}
