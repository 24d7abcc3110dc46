import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import type { Route, RouteRequest } from '../http/routes.ts'
import { NewScreen } from '../protocol/board.ts'
import { confirmedCheck } from './confirmed.ts'
import type { ApiDeps } from './deps.ts'

const ADMIN = ['admin'] as const
const BEARER = /^Bearer ([\w-]{20,100})$/

type WallboardRouteDeps = Pick<ApiDeps, 'screens' | 'boardStreams' | 'audit' | 'sessions' | 'clock'>

/** Screens on the wall without a sign-in: administrators make and revoke them, and each reads its board and nothing else. */
export function wallboardRoutes(deps: WallboardRouteDeps): Route[] {
  const { screens, boardStreams, audit } = deps
  const requireConfirmed = confirmedCheck(deps)

  /** The token is in no cookie: a browser that has a session besides sends it nowhere by itself. */
  async function screenOf({ headers }: RouteRequest) {
    const [, token] = BEARER.exec(headers.authorization ?? '') ?? []
    const screen = token === undefined ? null : await screens.find(token)
    if (screen === null) throw new Refusal('unauthenticated')
    return screen
  }

  return [
    {
      method: 'GET',
      path: '/api/wallboard',
      access: 'anyone',
      async handle(request) {
        const screen = await screenOf(request)
        return {
          type: 'text/event-stream',
          takeOver: (req, res) => boardStreams.open(screen, req, res),
        }
      },
    },
    {
      method: 'GET',
      path: '/api/wallboards',
      access: ADMIN,
      handle: async () => ({ status: 200, body: await screens.list() }),
    },
    {
      method: 'POST',
      path: '/api/wallboards',
      access: ADMIN,
      perMinute: 60,
      async handle(request) {
        await requireConfirmed(request)
        const { by, body, address } = request
        const { name, names } = parse(NewScreen, body)
        const added = await screens.add(name, names, by.agentId)
        if (added === null)
          throw new Refusal('invalid_request', 'There are as many screens as there may be: revoke one first')
        audit.record({ what: 'screen_added', who: by.agentId, from: address, target: name, detail: names })
        return { status: 201, body: added, headers: { 'Cache-Control': 'no-store' } }
      },
    },
    {
      method: 'DELETE',
      path: '/api/wallboards/:id',
      access: ADMIN,
      async handle({ params, by, address }) {
        const removed = await screens.remove(params.id ?? '')
        if (removed === null) throw new Refusal('not_found')
        audit.record({ what: 'screen_revoked', who: by.agentId, from: address, target: removed.name })
        return { status: 204 }
      },
    },
  ]
}
