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
    CallStatus: z.string(),
    From: z.string().default(''),
    To: z.string().default(''),
    SequenceNumber: z.string().optional(),
  }),
  query: z.object({
    callSid: CallSid.optional(),
    outside: z.literal('1').optional(),
    transferAt: z.coerce.number().optional(),
    dial: z.string().min(1).optional(),
  }),
})
type StatusRequest = z.output<typeof StatusRequest>

type Said = Pick<EventOrigin, 'evidence' | 'trace'>

export interface StatusDeps {
  calls: CallActors
  agents: AgentActors
  dialling: OutboundDialling
}

/**
 * Status callback of any leg. Callbacks arrive in any order, once, twice or not at all, so only an end
 * counts: it is the one news that no other can take back. That there is a leg at all is news of a number that
 * an agent has called, where the answer of Twilio to us was lost.
 */
export function status({ calls, agents, dialling }: StatusDeps) {
  return webhook('/status', StatusRequest, async (request, trace) => {
    await tell(request, trace)
    return NO_CONTENT
  })

  async function tell({ form, query }: StatusRequest, trace: string): Promise<void> {
    if (query.dial !== undefined) await dialling.legReported(query.dial, form.CallSid, false, trace)
    const ended = finalStatusOf({ status: form.CallStatus })
    if (ended === null) return
    const evidence = `Status callback ${form.SequenceNumber ?? ''} of ${form.CallSid}: ${ended}`
    const delivery = { evidence, trace }
    if (query.outside === '1' && query.callSid !== undefined)
      return outsideLegEnded(query.callSid, form, query.transferAt, delivery)
    if (isClient(form.From)) return agentsLegEnded(form.CallSid, form.From, ended, delivery)
    await callerEnded(form.CallSid, ended, delivery)
  }

  async function callerEnded(callSid: string, status: FinalStatus, delivery: Said): Promise<void> {
    await calls.send(callSid, { type: 'CALLER_ENDED', status }, delivery)
  }

  /** One that was rung for an earlier transfer, to another number, is no news of this one. */
  async function outsideLegEnded(
    callSid: string,
    form: StatusRequest['form'],
    transferAt: number | undefined,
    delivery: Said,
  ) {
    const call = await calls.state(callSid)
    if (call?.view.outsideNumber !== form.To) return
    await legEnded(callSid, form.CallSid, { outside: true, transferAt, consoleSince: null }, delivery)
  }

  /** A leg that no call wants any more belongs to none: it was ended on purpose. */
  async function agentsLegEnded(legSid: string, from: string, status: FinalStatus, delivery: Said) {
    const callSid = await calls.noteEarlyEnd(legSid)
    // A browser's leg that calls a colleague is the caller's, and names the call.
    if (callSid === null) return callerEnded(legSid, status, delivery)
    const agentId = AgentId.safeParse(from.slice('client:'.length))
    const consoleSince = agentId.success ? await agents.consoleSince(agentId.data) : null
    await legEnded(callSid, legSid, { outside: false, consoleSince }, delivery)
  }

  /** The key keeps a callback that comes twice from ending what a later leg of the same call began. */
  async function legEnded(
    callSid: string,
    legSid: string,
    leg: { outside: boolean; transferAt?: number | undefined; consoleSince: number | null },
    delivery: Said,
  ): Promise<void> {
    const once = { ...delivery, key: `ended:${legSid}`, keyKind: 'webhook' as const }
    await calls.send(callSid, { type: 'LEG_ENDED', legSid, ...leg }, once)
  }
}
