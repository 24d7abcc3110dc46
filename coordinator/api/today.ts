import type { Route } from '../http/routes.ts'
import type { ApiDeps } from './deps.ts'

/** The figures of the day. */
export const todayRoutes = ({ today }: Pick<ApiDeps, 'today'>): Route[] => [
  {
    method: 'GET',
    path: '/api/today',
    access: 'signedIn',
    unattended: true,
    handle: async () => ({ status: 200, body: await today.today() }),
  },
]
