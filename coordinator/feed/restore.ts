import type { Logger } from 'pino'
import type { AgentActors } from '../agents/agents-port.ts'
import type { OfficeStore } from '../office/store.ts'
import type { AgentView } from '../protocol/agent-view.ts'
import type { Office } from '../protocol/office/settings.ts'
import { RedisAway } from '../redis/redis-away.ts'
import { pause, type Runtime } from '../runtime.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Feed } from './feed.ts'

const RETRY_MS = 1_000

export interface RestoreDeps {
  agents: AgentActors
  sessions: Pick<Sessions, 'restore'>
  office: Pick<OfficeStore, 'restore'>
  feed: Pick<Feed, 'openConsoles' | 'reportAgain'>
}

/**
 * Redis has lost everything. The reconciler finds the callers again at the carrier and adopts them. The desk is put back
 * from what this process still has: the office, its open consoles, the choices of their agents, and their sessions.
 * @param known what was shown before the loss
 */
export async function restoreDesk(
  { agents, sessions, office, feed }: RestoreDeps,
  known: { agents: readonly AgentView[]; office: Office },
): Promise<void> {
  await office.restore(known.office)
  for (const { agentId, name } of known.agents) await agents.send(agentId, name, { type: 'RENAME', name })
  for (const stream of feed.openConsoles) {
    const { agentId, name, sessionHash, expiresAt } = stream.console
    await sessions.restore(stream.console, sessionHash, expiresAt)
    await agents.send(agentId, name, { type: 'SIGN_IN' })
    await feed.reportAgain(stream)
  }
  for (const { agentId, name, presence } of known.agents)
    if (presence === 'available' && feed.openConsoles.some(({ console }) => console.agentId === agentId))
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
