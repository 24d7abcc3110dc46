import type { Logger } from 'pino'
import { z } from 'zod'
import type { CallEventBody } from '../../../machines/call/events.ts'
import { callerDestination, wantedLegs } from '../../../machines/call/selectors.ts'
import { AgentId, CallSid } from '../../../machines/ids.ts'
import type { CallActors } from '../../calls/calls-port.ts'
import type { CallView } from '../../protocol/call-view.ts'
import type { Office } from '../../protocol/office/settings.ts'
import { HANGUP, REJECT, type Twiml } from '../twiml.ts'
import type { TwilioUrls } from '../urls.ts'
import { twimlAnswer, webhook } from './webhook.ts'

/**
 * The query comes from our own URL and can be trusted: `outside` says that we dialled this leg. The form's `callSid` or
 * `colleague` comes from `device.connect` in a browser.
 */
const LegRequest = z.object({
  form: z.object({
    CallSid,
    From: z.string(),
    To: z.string().default(''),
    callSid: CallSid.optional().catch(undefined),
    colleague: AgentId.optional().catch(undefined),
  }),
  query: z.object({
    callSid: CallSid.optional(),
    outside: z.literal('1').optional(),
    transferAt: z.coerce.number().optional(),
  }),
})

type Request = z.output<typeof LegRequest>

export interface LegDeps {
  calls: CallActors
  twiml: Twiml
  urls: TwilioUrls
  office: () => Office
  /** The agent's name on the screen. */
  nameOf(agentId: string): string
  log: Logger
}

/**
 * A leg requests TwiML to join a caller's room. The request proves that the leg exists. While Redis is away a number
 * outside that has answered hears ringback and requests again; a browser gets the failure at once.
 */
export function leg({ calls, twiml, urls, office, nameOf, log }: LegDeps) {
  const whenUnavailable = ({ query: { callSid, outside, transferAt } }: Request) =>
    outside === '1' && callSid !== undefined
      ? twimlAnswer(twiml.ringThenRequest(urls.outsideLeg(callSid, transferAt)))
      : null
  return webhook('/leg', LegRequest, answer, whenUnavailable)

  async function answer({ form, query }: Request, trace: string) {
    const legSid = form.CallSid
    if (query.outside === '1') {
      const callSid = await callThatWants(query.callSid, form.To)
      const connected = { legSid, agentId: null, transferAt: query.transferAt }
      const view = callSid === undefined ? null : await letIn(callSid, connected, trace)
      return view === null ? turnedAway(HANGUP, legSid, trace) : twimlAnswer(twiml.leg(view.callSid))
    }
    const agentId = agentOf(form.From)
    if (agentId !== undefined && form.colleague !== undefined)
      return callColleague(legSid, agentId, form.colleague, trace)
    if (agentId === undefined || form.callSid === undefined) return turnedAway(REJECT, legSid, trace)
    const view = await letIn(form.callSid, { legSid, agentId }, trace)
    if (view === null) return turnedAway(REJECT, legSid, trace)
    const rings = view.direction === 'outbound' && view.answeredAt === null
    return twimlAnswer(rings ? twiml.legThatDials(view.callSid) : twiml.leg(view.callSid))
  }

  function turnedAway(document: string, legSid: string, trace: string) {
    log.info({ trace, legSid }, 'A leg was turned away: the call is not theirs')
    return twimlAnswer(document)
  }

  /** A number may answer when the transfer has already gone to another number. */
  async function callThatWants(callSid: string | undefined, number: string) {
    const call = callSid === undefined ? null : await calls.state(callSid)
    return call?.view.outsideNumber === number ? callSid : undefined
  }

  /** @returns the call; null when it does not want that leg */
  async function letIn(callSid: string, connected: Connected, trace: string): Promise<CallView | null> {
    const { legSid } = connected
    const event = { type: 'LEG_CONNECTED' as const, ...connected }
    const reply = await calls.send(callSid, event, { key: `leg:${legSid}`, keyKind: 'webhook', trace })
    if (reply.ok) return reply.view
    const state = await calls.state(callSid)
    return state !== null && wantedLegs(state.snapshot).includes(legSid) ? state.view : null
  }

  /** The browser's leg is the caller's leg: it waits in the room of its own call, like a caller from outside. */
  async function callColleague(callSid: string, agentId: string, colleague: string, trace: string) {
    const parties = { callerNumber: `agent:${agentId}`, calledNumber: `agent:${colleague}` }
    const call = { type: 'CALLED' as const, callSid, callerName: nameOf(agentId), ...parties }
    const { snapshot } = await calls.arrive(call, { answering: true, trace })
    const destination = callerDestination(snapshot)
    return twimlAnswer(destination === 'gone' ? REJECT : twiml.caller(destination, callSid, office()))
  }
}

type Connected = Omit<Extract<CallEventBody, { type: 'LEG_CONNECTED' }>, 'type'>

function agentOf(from: string): string | undefined {
  const identity = from.startsWith('client:') ? from.slice('client:'.length) : ''
  const agentId = AgentId.safeParse(identity)
  return agentId.success ? agentId.data : undefined
}
