import { ANSWERING_ROLES, CallSid } from '../../machines/ids.ts'
import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import type { Route, RouteRequest, SignedInRequest } from '../http/routes.ts'
import type { CallView } from '../protocol/call-view.ts'
import type { CallerRecord } from '../protocol/caller-record.ts'
import { callerTrust } from '../protocol/caller-trust.ts'
import { callFor, timelineFor } from '../protocol/masked.ts'
import { outsideNumberOf } from '../protocol/outside-number.ts'
import { HistoryCounting, HistoryQuery, HistorySearch, ToCallBackQuery } from '../protocol/queries.ts'
import { sightOf } from '../protocol/sight.ts'
import type { ApiDeps } from './deps.ts'

/** @throws {Refusal} `invalid_request` */
export const callSidOf = ({ params }: RouteRequest): string => parse(CallSid, params.callSid, ['callSid'])

/** Calls, messages and contacts that the record of a caller shows. */
const LAST_CALLS = 3
const MOST_MESSAGES = 5
const MOST_CONTACTS = 10

type CallRouteDeps = Pick<ApiDeps, 'calls' | 'desk' | 'history' | 'contacts' | 'voicemails' | 'live'>

/** Live and ended calls, to read. */
export function callRoutes(deps: CallRouteDeps): Route[] {
  const { calls, desk, history, contacts, voicemails, live } = deps
  const sight = ({ by }: SignedInRequest) => sightOf(by.role, live.now())

  /** Read from Redis: the desk of this process has no ended calls, and may be behind. */
  async function callOf(request: RouteRequest) {
    const state = await calls.state(callSidOf(request))
    if (!state) throw new Refusal('no_such_call')
    return contacts.named(state.view)
  }

  async function recordOf(call: CallView): Promise<CallerRecord> {
    const party = outsideNumberOf(call)
    if (party === null || callerTrust(call) === 'denied') return { contacts: [], calls: [], messages: [] }
    const [last, { voicemails: messages }] = await Promise.all([
      history.page({ before: null, limit: LAST_CALLS + 1, party }),
      voicemails.page(null, 100),
    ])
    return {
      contacts: contacts.book.withNumber(party).slice(0, MOST_CONTACTS),
      calls: last.filter(({ callSid }) => callSid !== call.callSid).slice(0, LAST_CALLS),
      messages: messages
        .filter((it) => it.heardBy === null && it.callerNumber === party && callerTrust(it) !== 'denied')
        .slice(0, MOST_MESSAGES),
    }
  }

  return [
    {
      method: 'GET',
      path: '/api/calls',
      access: 'signedIn',
      handle: (request) => ({
        status: 200,
        body: desk.calls().map((call) => callFor(sight(request), contacts.named(call))),
      }),
    },
    {
      method: 'GET',
      path: '/api/calls/:callSid',
      access: 'signedIn',
      handle: async (request) => ({ status: 200, body: callFor(sight(request), await callOf(request)) }),
    },
    {
      method: 'GET',
      path: '/api/calls/:callSid/history',
      access: 'signedIn',
      unattended: true,
      async handle(request) {
        const { callSid } = await callOf(request)
        return { status: 200, body: timelineFor(sight(request), await calls.history(callSid)) }
      },
    },
    {
      method: 'GET',
      path: '/api/calls/:callSid/caller',
      access: ANSWERING_ROLES,
      perMinute: 120,
      unattended: true,
      handle: async (request) => ({ status: 200, body: await recordOf(await callOf(request)) }),
    },
    {
      method: 'GET',
      path: '/api/history',
      access: 'signedIn',
      perMinute: 120,
      unattended: true,
      async handle(request) {
        const { before, beforeCall, limit } = parse(HistoryQuery, request.query)
        const page = await history.page({ before, beforeCall, limit })
        return { status: 200, body: page.map((call) => callFor(sight(request), call)) }
      },
    },
    {
      method: 'POST',
      path: '/api/history/search',
      access: ANSWERING_ROLES,
      perMinute: 120,
      handle: async ({ body }) => ({
        status: 200,
        body: await history.page(parse(HistorySearch, body ?? {})),
      }),
    },
    {
      method: 'POST',
      path: '/api/history/counts',
      access: ANSWERING_ROLES,
      perMinute: 120,
      unattended: true,
      handle: async ({ body, by }) => ({
        status: 200,
        body: await history.counts(parse(HistoryCounting, body ?? {}), by.agentId),
      }),
    },
    {
      method: 'GET',
      path: '/api/history/to-call-back',
      access: ANSWERING_ROLES,
      perMinute: 120,
      unattended: true,
      handle: async ({ query }) => ({
        status: 200,
        body: await history.toCallBack(parse(ToCallBackQuery, query).limit),
      }),
    },
  ]
}
