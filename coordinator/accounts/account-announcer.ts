import { createAgentActors } from '../agents/agent-actors.ts'
import type { AgentActors } from '../agents/agents-port.ts'
import type { Upgrade } from '../durable/stored-record.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import type { Clock } from '../runtime.ts'
import { announceRevocation } from '../sessions/announce-revocation.ts'
import type { Revocation } from '../sessions/revocation.ts'
import { createSessions, type Sessions } from '../sessions/sessions.ts'
import type { OnAccountChange } from './account.ts'

interface AnnouncerDeps {
  agents: Pick<AgentActors, 'send' | 'remove'>
  sessions: Pick<Sessions, 'closeAllOf' | 'closeOne'>
  announce(revocation: Revocation): Promise<void>
}

/**
 * Does what follows from a changed account. The desks show a new agent or name. A new role, password or way to sign in ends
 * the agent's sessions and streams. So does a disabled or removed account, which also ends the agent's outside legs. Desks offer nobody whose account is disabled.
 */
export function accountFollower({ agents, sessions, announce }: AnnouncerDeps): OnAccountChange {
  return async (agentId, change) => {
    switch (change.type) {
      case 'added':
      case 'renamed':
        await agents.send(agentId, change.name, { type: 'RENAME', name: change.name })
        return
      case 'enabled':
        await agents.send(agentId, agentId, { type: 'ENABLE' })
        return
      case 'linkAllowed':
        return
      case 'sessionEnded': {
        const { left } = await sessions.closeOne(agentId, change.hash)
        if (left === 0) await agents.send(agentId, agentId, { type: 'SIGN_OUT' })
        return
      }
      case 'disabled':
      case 'removed':
      case 'roleChanged':
      case 'passwordChanged':
      case 'invited':
      case 'linked':
      case 'factorsRemoved':
      case 'sessionsEnded':
        await sessions.closeAllOf(agentId)
        await agents.send(agentId, agentId, { type: change.type === 'disabled' ? 'DISABLE' : 'SIGN_OUT' })
        if (change.type === 'disabled' || change.type === 'removed')
          await announce({ agentId, sessionHash: null, madeRoom: false, disabled: true })
        if (change.type === 'removed') await agents.remove(agentId)
    }
  }
}

/** The same from a process that is no coordinator. */
export function accountAnnouncer(
  redis: RedisClient,
  keys: Keys,
  clock: Clock,
  upgrade: Upgrade,
): OnAccountChange {
  const agents = createAgentActors({
    redis,
    keys,
    clock,
    upgrade,
    // The sweep finds the timers that are set here; the feed carries the rest to every coordinator.
    committed: () => undefined,
    scheduleTimer: () => undefined,
  })
  const announce = (revocation: Revocation) => announceRevocation(redis, keys, revocation)
  return accountFollower({ agents, sessions: createSessions({ redis, keys, clock, announce }), announce })
}
