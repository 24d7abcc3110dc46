import { CallSid } from '../../machines/ids.ts'
import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import type { Route, RouteRequest } from '../http/routes.ts'
import { HistoryQuery } from '../protocol/queries.ts'
import type { ApiDeps } from './deps.ts'

/** @throws {Refusal} `invalid_request` */
export const callSidOf = ({ params }: RouteRequest): string => parse(CallSid, params.callSid, ['callSid'])

/** What can be read of calls, live and ended. */
export function callRoutes({ calls, desk, history }: Pick<ApiDeps, 'calls' | 'desk' | 'history'>): Route[] {
  /** From Redis: whoever asks for one call wants it as it is, and an ended one is on no desk. */
  async function known(request: RouteRequest) {
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
      handle: async (request) => ({ status: 200, body: await known(request) }),
    },
    {
      method: 'GET',
      path: '/api/calls/:callSid/history',
      access: 'signedIn',
      async handle(request) {
        const { callSid } = await known(request)
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
