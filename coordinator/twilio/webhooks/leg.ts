import type { Logger } from 'pino'
import { z } from 'zod'
import { wantedLegs } from '../../../machines/call/consequences.ts'
import { AgentId, CallSid } from '../../../machines/ids.ts'
import type { CallActors } from '../../ports.ts'
import { HANGUP, REJECT, type Twiml } from '../twiml.ts'
import { twimlAnswer, webhook } from './webhook.ts'

/**
 * The query is ours, so it may be believed: it says that we dialled this leg ourselves. The form's
 * `callSid` is what a browser passed to `device.connect`.
 */
const LegRequest = z.object({
  form: z.object({
    CallSid,
    From: z.string(),
    To: z.string().default(''),
    callSid: CallSid.optional().catch(undefined),
  }),
  query: z.object({ callSid: CallSid.optional(), outside: z.literal('1').optional() }),
})

/** A leg asks to be let into a caller's room. That it asks is the proof that it is there. */
export function leg({ calls, twiml, log }: { calls: CallActors; twiml: Twiml; log: Logger }) {
  return webhook('/leg', LegRequest, async ({ form, query }) => {
    const outside = query.outside === '1'
    const callSid = outside ? await callThatWants(query.callSid, form.To) : form.callSid
    const agentId = outside ? null : agentOf(form.From)
    const legSid = form.CallSid
    if (callSid !== undefined && agentId !== undefined && (await isLetIn(callSid, legSid, agentId)))
      return twimlAnswer(twiml.leg(callSid))
    log.info({ callSid, legSid, agentId }, 'A leg was turned away: the call is not theirs')
    return twimlAnswer(outside ? HANGUP : REJECT)
  })

  /** A number that was rung in vain may answer when the transfer has long gone to another one. */
  async function callThatWants(callSid: string | undefined, number: string) {
    const call = callSid === undefined ? null : await calls.state(callSid)
    return call?.view.outsideNumber === number ? callSid : undefined
  }

  async function isLetIn(callSid: string, legSid: string, agentId: string | null): Promise<boolean> {
    const reply = await calls.send(
      callSid,
      { type: 'LEG_CONNECTED', legSid, agentId },
      { key: `leg:${legSid}`, keyKind: 'webhook' },
    )
    if (reply.ok) return true
    const state = await calls.state(callSid)
    return state !== null && wantedLegs(state.snapshot).includes(legSid)
  }
}

function agentOf(from: string): string | undefined {
  const identity = from.startsWith('client:') ? from.slice('client:'.length) : ''
  const agentId = AgentId.safeParse(identity)
  return agentId.success ? agentId.data : undefined
}
