import { agentIdIn } from '../../machines/call/context.ts'
import type { AgentCommand } from '../../machines/call/events.ts'
import type { EventReply } from '../calls/calls-port.ts'
import { outsideParty } from '../dialling/numbers.ts'
import { type Explanation, Refusal } from '../http/problem.ts'
import type { RouteResponse } from '../http/response.ts'
import type { Route, SignedInRequest } from '../http/routes.ts'
import type { CallView } from '../protocol/call-view.ts'
import { callFor } from '../protocol/masked.ts'
import type { ProblemCode } from '../protocol/problem.ts'
import { sightOf } from '../protocol/sight.ts'
import { holdActiveCall, releaseHeldLegs } from './agent-leg.ts'
import { callSidOf } from './calls.ts'
import { type CallCommandRoute, callCommandRoutes } from './commands.ts'
import type { ApiDeps } from './deps.ts'
import { idempotencyKey } from './idempotency-key.ts'
import { whyUnavailable } from './why-unavailable.ts'

type CommandRouteDeps = Pick<
  ApiDeps,
  'calls' | 'desk' | 'contacts' | 'office' | 'metrics' | 'live' | 'dialRules' | 'spending'
> & { audit: Pick<ApiDeps['audit'], 'record'> }

export function commandRoutes(deps: CommandRouteDeps): Route[] {
  const outside = (text: string) => outsideParty(deps.dialRules, text)
  return callCommandRoutes(() => deps.live.now().parkingSlots, outside).map((command) => ({
    method: command.method,
    path: `/api/calls/:callSid/${command.path}`,
    access: command.roles,
    handle: (request) => runCommand(deps, command, request),
  }))
}

async function runCommand(
  deps: CommandRouteDeps,
  command: CallCommandRoute,
  request: SignedInRequest,
): Promise<RouteResponse> {
  const { calls, contacts, metrics, audit, live } = deps
  const { trace } = request
  const { agentId, role } = request.by
  const callSid = callSidOf(request)
  const event = command.event({ by: agentId, role }, request.body)
  if (event.type === 'WRAP_UP') await checkTags(deps, callSid, event.tags)
  const clientKey = idempotencyKey(request.headers)
  const key = clientKey === null ? null : `${agentId}:${nameOf(command)}:${clientKey}`
  if (event.type === 'PARK') checkColleagues(deps, event)
  const spends =
    (event.type === 'TRANSFER' && event.to.startsWith('+')) ||
    (event.type === 'PARK' && event.elseTo?.startsWith('+') === true)
  const beginsElsewhere = spends || command.holdsActiveCall
  const reply =
    (beginsElsewhere && key !== null ? await calls.answered(callSid, key) : null) ?? (await send())
  metrics.command(command.path, reply.code ?? 'ok')
  // From now on contacts are shown of a number that may be forged.
  if (reply.ok && !reply.replayed && event.type === 'CONFIRM_CALLER')
    audit.record({ what: 'caller_confirmed', who: agentId, from: request.address, target: callSid })
  if (reply.ok && !reply.replayed) auditSupervision(audit, event, request.address, callSid)
  if (reply.ok || isAsWanted(event, reply)) return { status: 200, body: reply.view && shown(reply.view) }
  const target = event.type === 'TRANSFER' ? agentIdIn(event.to) : null
  throw refusalFrom(reply.code ?? 'internal', reply.view && shown(reply.view), target, deps)

  function shown(view: CallView): CallView {
    return callFor(sightOf(role, live.now()), contacts.named(view))
  }

  async function send(): Promise<EventReply> {
    const permit = spends ? await deps.spending.take(agentId) : null
    let begun = false
    try {
      if (command.holdsActiveCall) await holdActiveCall(calls, request.by, callSid, trace)
      if (command.takesAgentLeg) await releaseHeldLegs(deps, agentId, callSid, trace)
      const reply = await calls.send(
        callSid,
        event,
        key === null ? { trace } : { key, keyKind: 'command', trace },
      )
      begun = reply.ok
      return reply
    } finally {
      await permit?.done(begun)
    }
  }
}

/** Under which the answer to a key is kept. */
const nameOf = ({ method, path }: CallCommandRoute) => (method === 'POST' ? path : `${method} ${path}`)

/** PUT and DELETE may be repeated: what they ask for is so already. */
function isAsWanted(event: AgentCommand, { view }: EventReply): boolean {
  if (event.type === 'RECORD') return view !== null && isRecordedAs(event.state, view)
  const { by, mode } = view?.supervision ?? {}
  if (event.type === 'SUPERVISE') return by === event.by && mode === event.mode
  return event.type === 'UNSUPERVISE' && view !== null && by !== event.by
}

/** What goes on also pauses by itself, and is what was asked for. */
const isRecordedAs = (state: 'on' | 'paused' | 'off', { recording, recordingRule, endedAt }: CallView) =>
  endedAt === null &&
  recordingRule !== 'never' &&
  (state === 'off' ? recording === null : state === 'on' ? recording !== null : recording === state)

function auditSupervision(
  audit: CommandRouteDeps['audit'],
  event: AgentCommand,
  from: string | null,
  target: string,
) {
  if (event.type === 'SUPERVISE')
    audit.record({ what: 'call_supervised', who: event.by, from, target, detail: event.mode })
  if (event.type === 'TAKE_OVER') audit.record({ what: 'call_taken_over', who: event.by, from, target })
}

/** A tag is one of the office's, or one that the call already has from before. */
async function checkTags({ office, calls }: CommandRouteDeps, callSid: string, tags: readonly string[]) {
  if (tags.length === 0) return
  const { tags: known } = await office.read()
  const unknown = tags.filter((tag) => !known.includes(tag))
  if (unknown.length === 0) return
  const kept = (await calls.state(callSid))?.view.wrapUp?.tags ?? []
  const errors = unknown
    .filter((tag) => !kept.includes(tag))
    .map((tag) => ({ path: 'tags', message: `${tag} is no tag of this office` }))
  if (errors.length > 0) throw new Refusal('invalid_request', undefined, { errors })
}

/** A call returns to somebody who is here, or may come: an agent the desk knows. */
function checkColleagues({ desk }: CommandRouteDeps, { for: one, elseTo }: AgentCommand & { type: 'PARK' }) {
  const named = { for: one ?? null, elseTo: agentIdIn(elseTo) }
  const errors = Object.entries(named)
    .filter(([, agentId]) => agentId !== null && (desk.agent(agentId)?.disabled ?? !desk.agent(agentId)))
    .map(([path, agentId]) => ({
      path,
      message: whyUnavailable(desk, agentId) ?? `${agentId} is no colleague here`,
    }))
  if (errors.length > 0) throw new Refusal('invalid_request', undefined, { errors })
}

function refusalFrom(
  code: ProblemCode,
  view: CallView | null,
  /** The agent to whom the call was to be transferred. */
  target: string | null,
  { desk }: Pick<CommandRouteDeps, 'desk'>,
): Refusal {
  const explanation: Explanation = {}
  if (view) explanation.call = view
  if (code === 'already_claimed' && view?.agentId)
    explanation.winner = { agentId: view.agentId, name: desk.agent(view.agentId)?.name ?? view.agentId }
  const detail = code === 'target_unavailable' ? whyUnavailable(desk, target) : undefined
  return new Refusal(code, detail, explanation)
}
