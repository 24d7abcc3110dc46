import { z } from 'zod'
import type { FinalStatus } from '../../../machines/call/events.ts'
import { AgentId, CallSid } from '../../../machines/ids.ts'
import type { AgentActors } from '../../agents/agents-port.ts'
import type { CallActors } from '../../calls/calls-port.ts'
import type { OutboundDialling } from '../../dialling/outbound-dialling.ts'
import type { EventOrigin } from '../../durable/actor-kind.ts'
import { finalStatusOf } from '../final-status.ts'
import { isClient } from './caller.ts'
import { NO_CONTENT, webhook } from './webhook.ts'

const StatusRequest = z.object({
  form: z.object({
    CallSid,
    CallStatus: z.string().default(''),
    From: z.string().default(''),
    To: z.string().default(''),
    SequenceNumber: z.string().optional(),
  }),
  query: z.object({
    callSid: CallSid.optional().catch(undefined),
    outside: z.literal('1').optional().catch(undefined),
    transferAt: z.coerce.number().optional().catch(undefined),
    dial: z.string().min(1).optional().catch(undefined),
  }),
})
type StatusRequest = z.output<typeof StatusRequest>

type Origin = Pick<EventOrigin, 'evidence' | 'trace'>

export interface StatusDeps {
  calls: CallActors
  agents: AgentActors
  dialling: OutboundDialling
}

/**
 * Status callback of any leg. Callbacks arrive in any order, once, twice or not at all. So only the end counts, which no
 * other callback can reverse. For a number that an agent calls, any callback shows that the leg exists: Twilio's
 * answer to our request may have been lost.
 */
export function status({ calls, agents, dialling }: StatusDeps) {
  return webhook('/status', StatusRequest, async (request, trace) => {
    await handle(request, trace)
    return NO_CONTENT
  })

  async function handle({ form, query }: StatusRequest, trace: string): Promise<void> {
    if (query.dial !== undefined) await dialling.legReported(query.dial, form.CallSid, false, trace)
    const ended = finalStatusOf({ status: form.CallStatus })
    if (ended === null) return
    const evidence = `Status callback ${form.SequenceNumber ?? ''} of ${form.CallSid}: ${ended}`
    const origin = { evidence, trace }
    if (query.outside === '1' && query.callSid !== undefined)
      return outsideLegEnded(query.callSid, form, query.transferAt, origin)
    if (isClient(form.From)) return agentsLegEnded(form.CallSid, form.From, ended, origin)
    await callerEnded(form.CallSid, ended, origin)
  }

  async function callerEnded(callSid: string, status: FinalStatus, origin: Origin): Promise<void> {
    await calls.send(callSid, { type: 'CALLER_ENDED', status }, origin)
  }

  /** A leg of an earlier transfer, to another number, does not concern the present one. */
  async function outsideLegEnded(
    callSid: string,
    form: StatusRequest['form'],
    transferAt: number | undefined,
    origin: Origin,
  ) {
    const call = await calls.state(callSid)
    if (call?.view.outsideNumber !== form.To) return
    await legEnded(callSid, form.CallSid, { outside: true, transferAt, consoleSince: null }, origin)
  }

  /** A leg that no call wants any more was ended on purpose. A call that is still to arrive ends at its arrival. */
  async function agentsLegEnded(legSid: string, from: string, status: FinalStatus, origin: Origin) {
    const callSid = await calls.noteEarlyEnd(legSid)
    if (callSid === null) return
    // The leg of an agent who calls a colleague is the caller's leg, and its sid is the call's.
    if (callSid === legSid) return callerEnded(legSid, status, origin)
    const agentId = AgentId.safeParse(from.slice('client:'.length))
    const consoleSince = agentId.success ? await agents.consoleSince(agentId.data) : null
    await legEnded(callSid, legSid, { outside: false, consoleSince }, origin)
  }

  /** The key keeps a repeated callback from ending a later leg of the same call. */
  async function legEnded(
    callSid: string,
    legSid: string,
    leg: { outside: boolean; transferAt?: number | undefined; consoleSince: number | null },
    origin: Origin,
  ): Promise<void> {
    const once = { ...origin, key: `ended:${legSid}`, keyKind: 'webhook' as const }
    await calls.send(callSid, { type: 'LEG_ENDED', legSid, ...leg }, once)
  }
}
