import { agentIdOf } from '../accounts/username.ts'
import { parse } from '../http/parse.ts'
import type { Route } from '../http/routes.ts'
import { InvitationBody } from '../protocol/people.ts'
import type { ApiDeps } from './deps.ts'

/**
 * What became of a link. To use it is to sign in with its secret as the password: `POST /api/session` asks for another
 * one, and for a second factor where the role needs it. Links are guessed no faster than passwords.
 */
export const invitationRoutes = ({
  accounts,
  signInLimits,
  knownBrowsers,
}: Pick<ApiDeps, 'accounts' | 'signInLimits' | 'knownBrowsers'>): Route[] => [
  {
    method: 'POST',
    path: '/api/invitation',
    access: 'anyone',
    async handle({ body, address, headers }) {
      const { username, secret } = parse(InvitationBody, body)
      const agentId = agentIdOf(username)
      const knownBrowser = await knownBrowsers.idIn(headers.cookie, agentId)
      const { state } = await signInLimits.run({ agentId, address, knownBrowser }, async () => {
        const found = await accounts.invitationState(agentId, secret)
        return { outcome: found === 'void' ? ('failed' as const) : ('open' as const), state: found }
      })
      return { status: 200, body: { state } }
    },
  },
]
