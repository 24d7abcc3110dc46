import type { Route } from '../http/routes.ts'
import { agentRoutes } from './agents.ts'
import { callRoutes } from './calls.ts'
import { commandRoutes } from './command-routes.ts'
import type { ApiDeps } from './deps.ts'
import { dialRoutes } from './dial.ts'
import { eventRoutes } from './events.ts'
import { officeRoutes } from './office.ts'
import { type SignInDeps, sessionRoutes } from './session.ts'
import { voicemailRoutes } from './voicemails.ts'

/** The whole agent API, as one table. */
export const apiRoutes = (deps: ApiDeps & SignInDeps): Route[] => [
  ...commandRoutes(deps),
  ...dialRoutes(deps),
  ...callRoutes(deps),
  ...agentRoutes(deps),
  ...voicemailRoutes(deps),
  ...officeRoutes(deps),
  ...eventRoutes(deps),
  ...sessionRoutes(deps),
]
