import type { AgentView } from '../../machines/agent/view.ts'
import type { Office } from '../../machines/office/office.ts'
import type { OfficeStore } from '../office/store.ts'
import type { AgentActors } from '../ports.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { ConsoleStream } from './console-stream.ts'

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
  consoles: readonly ConsoleStream[],
): Promise<void> {
  const { agents, sessions, office, coordinatorId } = desk
  await office.restore(known.office)
  for (const { agentId, name } of known.agents) await agents.send(agentId, name, { type: 'RENAME', name })
  for (const { id, console } of consoles) {
    const { agentId, name, sessionHash, expiresAt } = console
    await sessions.restore(console, sessionHash, expiresAt)
    await agents.send(agentId, name, { type: 'SIGN_IN' })
    await agents.send(agentId, name, { type: 'STREAM_OPENED', streamId: id, coordinatorId })
  }
  for (const { agentId, name, presence } of known.agents)
    if (presence === 'available' && consoles.some(({ console }) => console.agentId === agentId))
      await agents.send(agentId, name, { type: 'CHOOSE', presence })
}
