import type { Route } from '../http/routes.ts'
import { agentRoutes } from './agents.ts'
import { callRoutes } from './calls.ts'
import { commandRoutes } from './command-routes.ts'
import { dialRoutes } from './dial.ts'
import { eventRoutes } from './events.ts'
import { officeRoutes } from './office.ts'
import type { ApiDeps } from './parts.ts'
import { type SignInDeps, sessionRoutes } from './session.ts'
import { voicemailRoutes } from './voicemails.ts'

/** The whole agent API, as one table. */
export const apiRoutes = (parts: ApiDeps & SignInDeps): Route[] => [
  ...commandRoutes(parts),
  ...dialRoutes(parts),
  ...callRoutes(parts),
  ...agentRoutes(parts),
  ...voicemailRoutes(parts),
  ...officeRoutes(parts),
  ...eventRoutes(parts),
  ...sessionRoutes(parts),
]
