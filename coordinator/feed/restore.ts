import type { Logger } from 'pino'
import type { AgentActors } from '../agents/agents-port.ts'
import type { OfficeStore } from '../office/store.ts'
import type { AgentView } from '../protocol/agent-view.ts'
import type { Office } from '../protocol/office/settings.ts'
import { RedisAway } from '../redis/redis-away.ts'
import { pause, type Runtime } from '../runtime.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { ConsoleStream } from './console-stream.ts'

/** How long until Redis is asked again. */
const AGAIN_AFTER_MS = 1_000

/**
 * Redis has lost everything. Callers come back by Twilio's word (adoption); the desk comes back from
 * what this process still has: the office, whose consoles are open, what they had chosen, and their sessions.
 */
export async function restoreDesk(
  desk: {
    agents: AgentActors
    sessions: Pick<Sessions, 'restore'>
    office: Pick<OfficeStore, 'restore'>
    coordinatorId: string
  },
  known: { agents: readonly AgentView[]; office: Office },
  /** Those of this moment: between two tries some close. */
  feed: { readonly streams: readonly ConsoleStream[] },
): Promise<void> {
  const { agents, sessions, office, coordinatorId } = desk
  await office.restore(known.office)
  for (const { agentId, name } of known.agents) await agents.send(agentId, name, { type: 'RENAME', name })
  for (const stream of feed.streams) {
    const { id, console } = stream
    const { agentId, name, sessionHash, expiresAt } = console
    await sessions.restore(console, sessionHash, expiresAt)
    await agents.send(agentId, name, { type: 'SIGN_IN' })
    await agents.send(agentId, name, { type: 'STREAM_OPENED', streamId: id, coordinatorId })
    // It may have closed meanwhile, and that news come first.
    if (!feed.streams.includes(stream))
      await agents.send(agentId, name, { type: 'STREAM_CLOSED', streamId: id })
  }
  for (const { agentId, name, presence } of known.agents)
    if (presence === 'available' && feed.streams.some(({ console }) => console.agentId === agentId))
      await agents.send(agentId, name, { type: 'CHOOSE', presence })
}

/** A Redis that has just come back may go away again: what is put back is put back until it is there. */
export async function untilRestored(
  restore: () => Promise<void>,
  { runtime, log, stopped }: { runtime: Runtime; log: Logger; stopped: () => boolean },
): Promise<void> {
  while (!stopped()) {
    try {
      return await restore()
    } catch (error) {
      log.error({ err: error }, 'The desk could not be restored')
      if (!(error instanceof RedisAway)) return
      await pause(runtime, AGAIN_AFTER_MS)
    }
  }
}
