import type { Route } from '../http/routes.ts'
import type { ApiDeps } from './deps.ts'

/** The live stream. The feed writes it to the connection itself. */
export function eventRoutes({ feed }: Pick<ApiDeps, 'feed'>): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/events',
      access: 'signedIn',
      handle({ by, headers }) {
        const { agentId, name, role, hash, expiresAt } = by
        const last = headers['last-event-id']
        const lastEventId = typeof last === 'string' && last !== '' ? last : null
        const console = { agentId, name, role, sessionHash: hash, expiresAt, lastEventId }
        return { takeOver: (req, res) => feed.open(console, req, res) }
      },
    },
  ]
}
