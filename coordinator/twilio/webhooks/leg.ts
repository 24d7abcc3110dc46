import type { Logger } from 'pino'
import { z } from 'zod'
import type { CallEventBody } from '../../../machines/call/events.ts'
import { callerDestination, wantedLegs } from '../../../machines/call/selectors.ts'
import { AgentId, CallSid } from '../../../machines/ids.ts'
import type { CallActors } from '../../calls/calls-port.ts'
import type { CallView } from '../../protocol/call-view.ts'
import type { Office } from '../../protocol/office/settings.ts'
import { type LegDocumentDeps, legDocument } from '../leg-document.ts'
import { HANGUP, REJECT } from '../twiml.ts'
import type { TwilioUrls } from '../urls.ts'
import { twimlAnswer, webhook } from './webhook.ts'

/**
 * The query comes from our own URL and can be trusted: `outside` says that we dialled this leg. The form's `callSid` or
 * `colleague` comes from `device.connect` in a browser.
 */
const LegRequest = z.object({
  form: z.object({
    CallSid,
    From: z.string().default(''),
    /** The same as `From`, by an older name. */
    Caller: z.string().optional(),
    To: z.string().default(''),
    callSid: CallSid.optional().catch(undefined),
    colleague: AgentId.optional().catch(undefined),
    /** The agent's browser tests its line. */
    lineTest: z.literal('1').optional().catch(undefined),
  }),
  query: z.object({
    callSid: CallSid.optional().catch(undefined),
    outside: z.literal('1').optional().catch(undefined),
    transferAt: z.coerce.number().optional().catch(undefined),
  }),
  disputed: z.array(z.string()),
})

type Request = z.output<typeof LegRequest>

export interface LegDeps extends LegDocumentDeps {
  calls: CallActors
  urls: TwilioUrls
  office: () => Office
  /** The agent's name on the screen. */
  nameOf(agentId: string): string
  /** Whether the agent is signed in, and may answer calls. */
  mayAnswer(agentId: string): Promise<boolean>
  log: Logger
}

/**
 * A leg requests TwiML to join a caller's room. The request proves that the leg exists. While Redis is away a number
 * outside that has answered hears ringback and requests again; a browser gets the failure at once.
 */
export function leg(deps: LegDeps) {
  const { calls, twiml, urls, office, nameOf, mayAnswer, log } = deps
  const whenUnavailable = ({ query: { callSid, outside, transferAt } }: Request) =>
    outside === '1' && callSid !== undefined
      ? twimlAnswer(twiml.ringThenRequest(urls.outsideLeg(callSid, transferAt)))
      : null
  return webhook('/leg', LegRequest, answer, whenUnavailable)

  async function answer({ form, query, disputed }: Request, trace: string) {
    const legSid = form.CallSid
    if (query.outside === '1') {
      const callSid = await callThatWants(query.callSid, form.To)
      const connected = { legSid, agentId: null, transferAt: query.transferAt }
      const view = callSid === undefined ? null : await letIn(callSid, connected, trace)
      return view === null ? turnedAway(HANGUP, legSid, trace) : twimlAnswer(placeOf(view, null))
    }
    if (isDisputed(form, disputed)) return turnedAway(REJECT, legSid, trace)
    const agentId = await agentBehind(form.From)
    if (agentId !== undefined && form.lineTest !== undefined) return twimlAnswer(twiml.lineTest)
    if (agentId !== undefined && form.colleague !== undefined)
      return callColleague(legSid, agentId, form.colleague, trace)
    if (agentId === undefined || form.callSid === undefined) return turnedAway(REJECT, legSid, trace)
    const view = await letIn(form.callSid, { legSid, agentId }, trace)
    if (view === null) return turnedAway(REJECT, legSid, trace)
    const rings = view.direction === 'outbound' && view.answeredAt === null
    if (view.supervision?.by === agentId)
      return twimlAnswer(await supervisorsPlace(view.callSid, legSid, trace))
    return twimlAnswer(rings ? twiml.legThatDials(view.callSid) : placeOf(view, agentId))
  }

  /** The view does not say whether there is talk to hear. */
  async function supervisorsPlace(callSid: string, legSid: string, trace: string): Promise<string> {
    const state = await calls.state(callSid)
    return state === null ? REJECT : legDocument(deps, state, legSid, trace)
  }

  /** A console may connect again while its agent waits until the sender comes back from the caller. */
  function placeOf({ callSid, state, agentId }: CallView, who: string | null): string {
    return state === 'transferring.swapped' && who !== agentId ? twiml.legOnHold : twiml.leg(callSid)
  }

  /** A voice token outlives the session and the role for which it was made: they are asked for each leg. */
  async function agentBehind(from: string): Promise<string | undefined> {
    const agentId = agentOf(from)
    return agentId !== undefined && (await mayAnswer(agentId)) ? agentId : undefined
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

/**
 * A browser may give `device.connect` any names, Twilio's own too. No document says what Twilio does then. So whose leg it
 * is, and which, must have been said once.
 */
const isDisputed = ({ From, Caller = From }: Request['form'], disputed: readonly string[]) =>
  Caller !== From || disputed.includes('From') || disputed.includes('CallSid')

type Connected = Omit<Extract<CallEventBody, { type: 'LEG_CONNECTED' }>, 'type'>

function agentOf(from: string): string | undefined {
  const identity = from.startsWith('client:') ? from.slice('client:'.length) : ''
  const agentId = AgentId.safeParse(identity)
  return agentId.success ? agentId.data : undefined
}
