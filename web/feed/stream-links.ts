import { leaderLink } from './leader-link.ts'
import { ownLink } from './own-link.ts'
import type { OpenLink } from './stream-link.ts'
import { workerLink } from './worker-link.ts'

/**
 * The ways to a stream that this browser has, the best first. HTTP/1.1 allows six connections to a server, so tabs share one
 * stream where they can. Browsers have no locks on an insecure origin. What a browser has it may still refuse, so the last way
 * is always a stream of this tab alone.
 */
export function streamLinks(agentId: string): OpenLink[] {
  const links = 'SharedWorker' in globalThis ? [workerLink(agentId)] : []
  if ('locks' in navigator && 'BroadcastChannel' in globalThis)
    links.push(leaderLink(agentId, false), leaderLink(agentId, true))
  return [...links, ownLink(agentId)]
}
