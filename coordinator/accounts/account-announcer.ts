import { createAgentActors } from '../agents/agent-actors.ts'
import type { Upgrade } from '../durable/stored-record.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import type { Clock } from '../runtime.ts'
import { announceRevocation } from '../sessions/announce-revocation.ts'
import { createSessions } from '../sessions/sessions.ts'
import type { OnAccountChange } from './account.ts'

/**
 * Tells the coordinators of a changed account, from a process that is none. They show a new agent or name. A new role
 * or password, and a disabled account, end the agent's sessions and streams; a disabled account the agent's outside legs too.
 */
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
  const announce = (revocation: Parameters<typeof announceRevocation>[2]) =>
    announceRevocation(redis, keys, revocation)
  const sessions = createSessions({ redis, keys, clock, announce })

  return async (agentId, change) => {
    switch (change.type) {
      case 'added':
      case 'renamed':
        await agents.send(agentId, change.name, { type: 'RENAME', name: change.name })
        return
      case 'enabled':
        return
      case 'disabled':
      case 'roleChanged':
      case 'passwordChanged':
      case 'factorsRemoved':
        await sessions.closeAllOf(agentId)
        await agents.send(agentId, agentId, { type: 'SIGN_OUT' })
        if (change.type === 'disabled')
          await announce({ agentId, sessionHash: null, madeRoom: false, disabled: true })
    }
  }
}
