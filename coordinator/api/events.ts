import { SIGNED_OUT_EVENT } from '../feed/sse-events.ts'
import { Refusal } from '../http/problem.ts'
import type { Route } from '../http/routes.ts'
import { RedisAway } from '../redis/redis-away.ts'
import type { ApiDeps } from './deps.ts'

/** The live stream. The feed writes it to the connection itself. */
export function eventRoutes({ feed, sessions }: Pick<ApiDeps, 'feed' | 'sessions'>): Route[] {
  /** What a stream still sends when it closes at once; null when it may stay. */
  async function lastEvent(token: string | null): Promise<string | null> {
    try {
      return token !== null && (await sessions.find(token)) ? null : SIGNED_OUT_EVENT
    } catch (error) {
      if (!(error instanceof RedisAway)) throw error
      return ''
    }
  }

  return [
    {
      method: 'GET',
      path: '/api/events',
      access: 'signedIn',
      unattended: true,
      handle({ by, token, headers, query }) {
        const { agentId, name, role, company, hash, expiresAt } = by
        // All tabs of a browser have one cookie. A desk must not get the stream of another agent who has signed in in another tab.
        if (query.agentId !== undefined && query.agentId !== agentId) throw new Refusal('unauthenticated')
        const last = headers['last-event-id']
        const lastEventId = typeof last === 'string' && last !== '' ? last : null
        const console = { agentId, name, role, company, sessionHash: hash, expiresAt, lastEventId }
        return {
          type: 'text/event-stream',
          async takeOver(req, res) {
            const stream = await feed.open(console, req, res)
            // The session may have ended before its stream was among those that end with it.
            const last = await lastEvent(token)
            if (last !== null) stream.close(last)
          },
        }
      },
    },
  ]
}
