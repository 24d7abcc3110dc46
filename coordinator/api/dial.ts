import { ANSWERING_ROLES } from '../../machines/ids.ts'
import { outsideParty } from '../dialling/numbers.ts'
import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import type { RouteResponse } from '../http/response.ts'
import type { Route, SignedInRequest } from '../http/routes.ts'
import { DialBody, isColleague } from '../protocol/call-commands.ts'
import { callFor } from '../protocol/masked.ts'
import { sightOf } from '../protocol/sight.ts'
import { releaseHeldLegs } from './agent-leg.ts'
import type { ApiDeps } from './deps.ts'
import { idempotencyKey } from './idempotency-key.ts'
import { whyUnavailable } from './why-unavailable.ts'

type DialRouteDeps = Pick<
  ApiDeps,
  'calls' | 'desk' | 'contacts' | 'metrics' | 'dialling' | 'dialRules' | 'live'
>

/**
 * An agent calls an outside number or a colleague. Twilio rings a number at once, and the response is its call, which
 * the agent's browser joins. The browser's own leg calls a colleague: the response says what to connect with.
 */
export function dialRoutes(deps: DialRouteDeps): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/calls',
      access: ANSWERING_ROLES,
      async handle(request) {
        try {
          const answer = await call(deps, request)
          deps.metrics.command('call', 'ok')
          return answer
        } catch (error) {
          if (error instanceof Refusal) deps.metrics.command('call', error.code)
          throw error
        }
      },
    },
  ]
}

async function call(
  deps: DialRouteDeps,
  { by, body, headers, trace }: SignedInRequest,
): Promise<RouteResponse> {
  const { dialling, dialRules, contacts, live } = deps
  const { to, name = null } = parse(DialBody, body)
  const { agentId } = by
  if (isColleague(to)) return callColleague(deps, agentId, to.slice('agent:'.length), trace)
  const { number, extension } = outsideParty(dialRules, to)
  const key = idempotencyKey(headers)
  await releaseHeldLegs(deps, agentId, null, trace)
  const view = await dialling.dial({ by: agentId, to: number, extension, name, key, trace })
  // A repeated request gets the call as it is now.
  return { status: 201, body: callFor(sightOf(by.role, live.now()), contacts.named(view)) }
}

async function callColleague(
  deps: DialRouteDeps,
  agentId: string,
  colleague: string,
  trace: string,
): Promise<RouteResponse> {
  const { calls, desk } = deps
  if (typeof desk.agent(agentId)?.callSid === 'string') throw new Refusal('agent_busy')
  if (colleague === agentId || !(await calls.isFree(colleague)))
    throw new Refusal('target_unavailable', whyUnavailable(desk, colleague))
  await releaseHeldLegs(deps, agentId, null, trace)
  return { status: 202, body: { connect: { colleague } } }
}
