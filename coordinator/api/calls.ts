import { CallSid } from '../../machines/ids.ts'
import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import type { Route, RouteRequest } from '../http/routes.ts'
import { HistoryQuery } from '../protocol/queries.ts'
import type { ApiDeps } from './deps.ts'

/** @throws {Refusal} `invalid_request` */
export const callSidOf = ({ params }: RouteRequest): string => parse(CallSid, params.callSid, ['callSid'])

/** Live and ended calls, to read. */
export function callRoutes({ calls, desk, history }: Pick<ApiDeps, 'calls' | 'desk' | 'history'>): Route[] {
  /** Read from Redis: the desk of this process has no ended calls, and may be behind. */
  async function callOf(request: RouteRequest) {
    const state = await calls.state(callSidOf(request))
    if (!state) throw new Refusal('no_such_call')
    return state.view
  }

  return [
    {
      method: 'GET',
      path: '/api/calls',
      access: 'signedIn',
      handle: () => ({ status: 200, body: desk.calls() }),
    },
    {
      method: 'GET',
      path: '/api/calls/:callSid',
      access: 'signedIn',
      handle: async (request) => ({ status: 200, body: await callOf(request) }),
    },
    {
      method: 'GET',
      path: '/api/calls/:callSid/history',
      access: 'signedIn',
      async handle(request) {
        const { callSid } = await callOf(request)
        return { status: 200, body: await calls.history(callSid) }
      },
    },
    {
      method: 'GET',
      path: '/api/history',
      access: 'signedIn',
      handle: async ({ query }) => ({
        status: 200,
        body: await history.page(parse(HistoryQuery, query)),
      }),
    },
  ]
}
