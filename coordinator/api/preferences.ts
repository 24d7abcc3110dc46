import { parse } from '../http/parse.ts'
import type { Route } from '../http/routes.ts'
import { PreferencesChange } from '../protocol/preferences.ts'
import type { ApiDeps } from './deps.ts'

/** What the agent who asks chose for the own desk. */
export const preferenceRoutes = ({ preferences }: Pick<ApiDeps, 'preferences'>): Route[] => [
  {
    method: 'GET',
    path: '/api/me/preferences',
    access: 'signedIn',
    unattended: true,
    handle: async ({ by }) => ({ status: 200, body: await preferences.of(by.agentId) }),
  },
  {
    method: 'PATCH',
    path: '/api/me/preferences',
    access: 'signedIn',
    perMinute: 120,
    async handle({ by, body }) {
      await preferences.change(by.agentId, parse(PreferencesChange, body))
      return { status: 204 }
    },
  },
]
