import type { CountryCode } from 'libphonenumber-js/max'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { FinalStatus } from '../../../machines/call/events.ts'
import { callerDestination } from '../../../machines/call/selectors.ts'
import { CallSid } from '../../../machines/ids.ts'
import type { CallActors, CallState } from '../../calls/calls-port.ts'
import { asHeardByBlocked } from '../../office/blocked-callers.ts'
import type { CallView } from '../../protocol/call-view.ts'
import type { Office } from '../../protocol/office/settings.ts'
import { finalStatusOf } from '../final-status.ts'
import { HANGUP, type Twiml } from '../twiml.ts'
import type { TwilioUrls } from '../urls.ts'
import { CallerForm, unknownCallOf } from './caller.ts'
import { RecordedSeconds } from './recorded-seconds.ts'
import { twimlAnswer, webhook } from './webhook.ts'

const CallerForms = z.object({
  path: z.object({ callSid: CallSid }),
  form: CallerForm.omit({ CallSid: true }).extend({
    /** Only in the request of a finished `<Record>`. */
    RecordingSid: z.string().min(1).optional().catch(undefined),
    RecordingDuration: RecordedSeconds,
  }),
  /** A newer version may put more into its addresses. An older one hands that on when it asks to be requested again. */
  query: z.looseObject({
    greeted: z.literal('1').optional().catch(undefined),
    noticed: z.literal('1').optional().catch(undefined),
    /** Only in a redirect of ours. A verb that a redirect interrupts requests TwiML too, without it. */
    rev: z.coerce.number().int().optional().catch(undefined),
    /** Of a message that was left while Redis was away: the address of the repeated request carries it. */
    recordingSid: z.string().min(1).optional().catch(undefined),
    seconds: RecordedSeconds,
  }),
})

/** A message in the form replaces one of an earlier request. */
const CallerRequest = CallerForms.transform(({ path, form, query }) => {
  const { greeted, noticed, rev, recordingSid, seconds, ...others } = query
  const message =
    form.RecordingSid === undefined
      ? { recordingSid, seconds }
      : { recordingSid: form.RecordingSid, seconds: form.RecordingDuration }
  return {
    callSid: path.callSid,
    form,
    report: { greeted: greeted === '1', noticed: noticed === '1', rev, ...message, others },
  }
})
type CallerRequest = z.output<typeof CallerRequest>

interface CallerTwimlDeps {
  /** Of numbers that have no country's code. */
  country: CountryCode | null
  calls: CallActors
  twiml: Twiml
  urls: TwilioUrls
  office: () => Office
  /** Whether a call is not to ring. */
  isBlocked(call: Pick<CallView, 'callerNumber' | 'calledNumber'>): boolean
  log: Logger
}

/**
 * Target of every redirect, and `action` of every verb of the caller's leg. It answers with the caller's present
 * destination, so requests may come at any time and be repeated. While Redis is away the caller hears ringback and
 * requests again, with the same report.
 */
export function callerTwiml({ calls, country, twiml, urls, office, isBlocked, log }: CallerTwimlDeps) {
  const whenUnavailable = ({ callSid, report }: CallerRequest) =>
    twimlAnswer(twiml.ringThenRequest(urls.caller(callSid, report)))
  return webhook('/calls/:callSid/twiml', CallerRequest, answer, whenUnavailable)

  async function answer(request: CallerRequest, trace: string) {
    const { callSid } = request
    const ended = finalStatusOf({ status: request.form.CallStatus })
    await applyReport(request, ended, trace)
    if (ended !== null) return twimlAnswer(HANGUP)
    const state = await callOf(request, trace)
    if (state === null) return twimlAnswer(HANGUP)
    const redirectRev = request.report.rev
    // Not the rev of this answer: if the request was delivered twice, Twilio may use the other answer.
    if (redirectRev !== undefined) await calls.redirectFollowed(callSid, Math.min(redirectRev, state.rev))
    const { snapshot } = state
    const heard = isBlocked(snapshot.context) ? asHeardByBlocked(office()) : office()
    return twimlAnswer(twiml.caller(callerDestination(snapshot), callSid, heard))
  }

  /** A failover may have lost ANSWERED. The request shows that the number has answered. */
  async function callOf(request: CallerRequest, trace: string): Promise<CallState | null> {
    const { callSid, form } = request
    const state = (await calls.state(callSid)) ?? (await adopt(request, trace))
    if (form.CallStatus !== 'in-progress' || !state?.snapshot.hasTag('dialling')) return state
    await calls.send(callSid, { type: 'ANSWERED' }, { answering: true, trace })
    return calls.state(callSid)
  }

  /** A message that was left, a greeting or a notice that was played, a caller who has hung up. */
  async function applyReport({ callSid, report }: CallerRequest, ended: FinalStatus | null, trace: string) {
    const { recordingSid, seconds, greeted, noticed } = report
    const answering = { answering: true, trace }
    if (recordingSid !== undefined)
      await calls.send(callSid, { type: 'RECORDED', recordingSid, seconds }, answering)
    if (greeted && ended === null) await calls.send(callSid, { type: 'GREETED' }, answering)
    if (noticed && ended === null) await calls.send(callSid, { type: 'NOTICE_HEARD' }, answering)
    if (ended !== null) {
      const evidence = `The caller's leg asked what comes next with CallStatus ${ended}`
      await calls.send(callSid, { type: 'CALLER_ENDED', status: ended }, { ...answering, evidence })
    }
  }

  /** Twilio has a live caller whose call Redis has lost: the caller must stay. */
  async function adopt({ callSid, form }: CallerRequest, trace: string) {
    log.warn({ trace, callSid }, 'The leg of an unknown live call requested TwiML: adopted')
    const evidence = `The caller's leg asked where it belongs with CallStatus ${form.CallStatus}`
    const call = unknownCallOf({ ...form, CallSid: callSid }, country)
    return calls.arrive({ type: 'FOUND_LIVE', ...call }, { evidence, trace })
  }
}
