import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import type { Route } from '../http/routes.ts'
import { PasswordChange } from '../protocol/account.ts'
import type { ApiDeps } from './deps.ts'
import { renewedSession } from './session.ts'
import { provenAccount, refuseCompany, refuseWeak, type SignInDeps } from './sign-in.ts'

/** An agent's own password. A change gives the session a new token, and ends the agent's other sessions. */
export function ownPasswordRoutes(deps: SignInDeps & Pick<ApiDeps, 'publicUrl'>): Route[] {
  const { sessions, audit } = deps
  return [
    {
      method: 'PUT',
      path: '/api/me/password',
      access: 'signedIn',
      perMinute: 20,
      async handle(request) {
        const { by, address } = request
        refuseCompany(by)
        const { password, newPassword } = parse(PasswordChange, request.body)
        refuseWeak(newPassword, by.agentId, password)
        const given = { password, session: by }
        const { account } = await provenAccount(deps, request, by.agentId, given, async (_, account) => ({
          outcome: 'ok',
          account,
        }))
        const changed = await account.changePassword(newPassword)
        if (changed === null) throw new Refusal('bad_credentials')
        audit.record({ what: 'password_changed', who: by.agentId, from: address, target: by.agentId })
        // The password alone does not confirm: a second factor may be asked for as well.
        const { confirmedAt } = by
        const { token, headers } = await renewedSession(deps, request, changed, { confirmedAt })
        const session = await sessions.find(token)
        if (session) await sessions.closeOthers(session)
        return { status: 204, headers }
      },
    },
  ]
}
