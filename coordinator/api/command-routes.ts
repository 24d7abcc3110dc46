import type { EventReply } from '../calls/calls-port.ts'
import type { DeskReader } from '../calls/desk-reader.ts'
import { outsideNumber } from '../dialling/numbers.ts'
import { type Explanation, Refusal } from '../http/problem.ts'
import type { RouteResponse } from '../http/response.ts'
import type { Route, SignedInRequest } from '../http/routes.ts'
import type { ProblemCode } from '../protocol/problem.ts'
import { callSidOf } from './calls.ts'
import { type CallCommandRoute, callCommandRoutes } from './commands.ts'
import type { ApiDeps } from './deps.ts'
import { idempotencyKey } from './idempotency-key.ts'

type CommandRouteDeps = Pick<
  ApiDeps,
  'calls' | 'desk' | 'metrics' | 'parkingSlots' | 'dialRules' | 'spending'
>

/** The roles that answer calls. */
export const ANSWERING = ['agent', 'supervisor', 'admin'] as const

export function commandRoutes(deps: CommandRouteDeps): Route[] {
  const outside = (text: string) => outsideNumber(deps.dialRules, text)
  return callCommandRoutes(deps.parkingSlots, outside).map((command) => ({
    method: 'POST',
    path: `/api/calls/:callSid/${command.path}`,
    access: ANSWERING,
    handle: (request) => runCommand(deps, command, request),
  }))
}

async function runCommand(
  deps: CommandRouteDeps,
  command: CallCommandRoute,
  request: SignedInRequest,
): Promise<RouteResponse> {
  const { calls, desk, metrics } = deps
  const { trace } = request
  const { agentId, role } = request.by
  const callSid = callSidOf(request)
  const event = command.event({ by: agentId, role }, request.body)
  const clientKey = idempotencyKey(request.headers)
  const key = clientKey === null ? null : `${agentId}:${command.path}:${clientKey}`
  const spends = event.type === 'TRANSFER' && event.to.startsWith('+')
  const reply = (spends && key !== null ? await calls.answered(callSid, key) : null) ?? (await send())
  metrics.command(command.path, reply.code ?? 'ok')
  if (reply.ok) return { status: 200, body: reply.view }
  throw refusalFrom(reply.code ?? 'internal', reply, desk)

  async function send(): Promise<EventReply> {
    if (spends) await deps.spending.take(agentId)
    if (command.takesAgentLeg) await releaseHeldLegs(deps, agentId, callSid, trace)
    return calls.send(callSid, event, key === null ? { trace } : { key, keyKind: 'command', trace })
  }
}

/** An agent has one leg. Calls on hold stay with the agent, and give up their waiting leg for the next call. */
export async function releaseHeldLegs(
  { calls, desk }: Pick<CommandRouteDeps, 'calls' | 'desk'>,
  agentId: string,
  next: string | null,
  trace: string,
): Promise<void> {
  for (const { callSid } of desk.heldBy(agentId))
    if (callSid !== next) await calls.send(callSid, { type: 'LEG_RELEASED', by: agentId }, { trace })
}

function refusalFrom(code: ProblemCode, { view }: EventReply, desk: DeskReader): Refusal {
  const explanation: Explanation = {}
  if (view) explanation.call = view
  if (code === 'already_claimed' && view?.agentId)
    explanation.winner = { agentId: view.agentId, name: desk.agent(view.agentId)?.name ?? view.agentId }
  return new Refusal(code, undefined, explanation)
}
