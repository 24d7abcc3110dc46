import { outsideNumber } from '../dialling/numbers.ts'
import type { HttpAnswer } from '../http/answer.ts'
import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import type { Route, SignedInRequest } from '../http/routes.ts'
import { DialBody, isColleague } from '../protocol/call-commands.ts'
import { ANSWERING, releaseHeldLegs } from './command-routes.ts'
import { idempotencyKey } from './idempotency-key.ts'
import type { ApiDeps } from './parts.ts'

type DialParts = Pick<ApiDeps, 'calls' | 'desk' | 'metrics' | 'dials' | 'dialRules'>

/**
 * An agent calls somebody. A number is rung at once, and the answer is its call, which the agent's browser
 * joins. A colleague is called by the browser's own leg: the answer says what to connect with.
 */
export function dialRoutes(parts: DialParts): Route[] {
  return [
    {
      method: 'post',
      path: '/api/calls',
      access: ANSWERING,
      async handle(asked) {
        try {
          const answer = await call(parts, asked)
          parts.metrics.command('call', 'ok')
          return answer
        } catch (error) {
          if (error instanceof Refusal) parts.metrics.command('call', error.code)
          throw error
        }
      },
    },
  ]
}

async function call(parts: DialParts, { by, body, headers, trace }: SignedInRequest): Promise<HttpAnswer> {
  const { dials, dialRules } = parts
  const { to } = parse(DialBody, body)
  const { agentId } = by
  if (isColleague(to)) return callColleague(parts, agentId, to.slice('agent:'.length), trace)
  const number = outsideNumber(dialRules, to)
  const key = idempotencyKey(headers)
  await releaseHeldLegs(parts, agentId, null, trace)
  return { status: 201, body: await dials.call({ by: agentId, to: number, key, trace }) }
}

async function callColleague(
  parts: DialParts,
  agentId: string,
  colleague: string,
  trace: string,
): Promise<HttpAnswer> {
  const { calls, desk } = parts
  if (typeof desk.agent(agentId)?.callSid === 'string') throw new Refusal('agent_busy')
  if (colleague === agentId || !(await calls.isFree(colleague))) throw new Refusal('target_unavailable')
  await releaseHeldLegs(parts, agentId, null, trace)
  return { status: 202, body: { connect: { colleague } } }
}
