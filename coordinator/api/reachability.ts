import { z } from 'zod'
import { ANSWERING_ROLES, answersCalls } from '../../machines/ids.ts'
import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import type { Route } from '../http/routes.ts'
import { Echo, RingAcknowledgement } from '../protocol/reachability.ts'
import { callSidOf } from './calls.ts'
import type { ApiDeps } from './deps.ts'

/** As the feed makes them. Any other text is the id of no console. */
const ConsoleId = z.guid()

/** What consoles prove: that they get the beats of their stream, and that they ring. */
export function reachabilityRoutes({
  feed,
  ringAcknowledgements,
}: Pick<ApiDeps, 'feed' | 'ringAcknowledgements'>): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/me/consoles/:consoleId',
      access: 'signedIn',
      unattended: true,
      async handle({ by, params, body }) {
        const echo = parse(Echo, body)
        // Nothing rings at a role that answers no calls.
        if (!answersCalls(by.role)) return { status: 204 }
        const { data: id } = ConsoleId.safeParse(params.consoleId)
        if (id === undefined || !(await feed.echo(by.agentId, id, echo)))
          throw new Refusal('not_found', 'No such console is open')
        return { status: 204 }
      },
    },
    {
      method: 'POST',
      path: '/api/calls/:callSid/ringing',
      access: ANSWERING_ROLES,
      unattended: true,
      async handle(request) {
        parse(RingAcknowledgement, request.body)
        await ringAcknowledgements.acknowledge(callSidOf(request), request.by.agentId)
        return { status: 204 }
      },
    },
  ]
}
