import { z } from 'zod'
import { answersCalls } from '../../machines/ids.ts'
import { Refusal } from '../http/problem.ts'
import type { Route } from '../http/routes.ts'
import { toSessionView } from '../sessions/session-view.ts'
import { confirmedCheck } from './confirmed.ts'
import type { ApiDeps } from './deps.ts'

/** As sessions are named. Any other text would be told to every process. */
const SessionId = z.string().regex(/^[\w-]{43}$/)
const NONE_CLOSED = { closed: 0, left: 0 }

/** The sessions of the agent who asks: to see where they are open, and to end them. */
export function ownSessionRoutes({
  sessions,
  agents,
  audit,
  clock,
}: Pick<ApiDeps, 'sessions' | 'agents' | 'audit' | 'clock'>): Route[] {
  const requireConfirmed = confirmedCheck({ sessions, clock })
  return [
    {
      method: 'GET',
      path: '/api/me/sessions',
      access: 'signedIn',
      async handle({ by }) {
        const own = await sessions.listOf(by.agentId)
        return { status: 200, body: own.map((session) => toSessionView(session, by)) }
      },
    },
    {
      method: 'DELETE',
      path: '/api/me/sessions',
      access: 'signedIn',
      async handle(request) {
        const { by, address } = request
        await requireConfirmed(request)
        const count = await sessions.closeOthers(by)
        audit.record({ what: 'sessions_ended', who: by.agentId, from: address, detail: `${count} others` })
        return { status: 204 }
      },
    },
    {
      method: 'DELETE',
      path: '/api/me/sessions/:id',
      access: 'signedIn',
      async handle(request) {
        const { by, params, trace, address } = request
        if (params.id !== by.hash) await requireConfirmed(request)
        const { data: id } = SessionId.safeParse(params.id)
        const { closed, left } = id ? await sessions.closeOne(by.agentId, id) : NONE_CLOSED
        if (closed === 0) throw new Refusal('not_found', 'You have no such session')
        audit.record({ what: 'sessions_ended', who: by.agentId, from: address, detail: 'one' })
        if (left === 0 && answersCalls(by.role))
          await agents.send(by.agentId, by.name, { type: 'SIGN_OUT' }, { trace })
        return { status: 204 }
      },
    },
  ]
}
