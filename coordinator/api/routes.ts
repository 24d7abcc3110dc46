import type { Route } from '../http/routes.ts'
import { agentRoutes } from './agents.ts'
import { auditRoutes } from './audit.ts'
import { callRoutes } from './calls.ts'
import { commandRoutes } from './command-routes.ts'
import { companySignInRoutes } from './company-sign-in.ts'
import { contactRoutes } from './contacts.ts'
import { dataProtectionRoutes } from './data-protection.ts'
import type { ApiDeps } from './deps.ts'
import { dialRoutes } from './dial.ts'
import { eventRoutes } from './events.ts'
import { groupRoutes } from './groups.ts'
import { historyExportRoutes } from './history-export.ts'
import { invitationRoutes } from './invitation.ts'
import { lotRoutes } from './lot.ts'
import { officeRoutes } from './office.ts'
import { ownPasswordRoutes } from './own-password.ts'
import { ownSessionRoutes } from './own-sessions.ts'
import { peopleRoutes } from './people.ts'
import { preferenceRoutes } from './preferences.ts'
import { reachabilityRoutes } from './reachability.ts'
import { recordingRoutes } from './recordings.ts'
import { secondFactorRoutes } from './second-factor.ts'
import { sessionRoutes } from './session.ts'
import { settingsRoutes } from './settings.ts'
import { todayRoutes } from './today.ts'
import { voicemailRoutes } from './voicemails.ts'
import { wallboardRoutes } from './wallboards.ts'

/** The whole agent API, as one table. */
export const apiRoutes = (deps: ApiDeps): Route[] => [
  ...commandRoutes(deps),
  ...dialRoutes(deps),
  ...callRoutes(deps),
  ...historyExportRoutes(deps),
  ...agentRoutes(deps),
  ...todayRoutes(deps),
  ...lotRoutes(deps),
  ...voicemailRoutes(deps),
  ...recordingRoutes(deps),
  ...officeRoutes(deps),
  ...settingsRoutes(deps),
  ...contactRoutes(deps),
  ...dataProtectionRoutes(deps),
  ...auditRoutes(deps),
  ...eventRoutes(deps),
  ...reachabilityRoutes(deps),
  ...sessionRoutes(deps),
  ...companySignInRoutes(deps),
  ...invitationRoutes(deps),
  ...ownSessionRoutes(deps),
  ...ownPasswordRoutes(deps),
  ...preferenceRoutes(deps),
  ...peopleRoutes(deps),
  ...groupRoutes(deps),
  ...secondFactorRoutes(deps),
  ...wallboardRoutes(deps),
]
