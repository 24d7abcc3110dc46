import type { Logger } from 'pino'
import { z } from 'zod'
import type { FinalStatus } from '../../../machines/call/events.ts'
import { callerDestination } from '../../../machines/call/selectors.ts'
import { CallSid } from '../../../machines/ids.ts'
import type { CallActors, CallState } from '../../calls/calls-port.ts'
import type { Office } from '../../protocol/office/settings.ts'
import { finalStatusOf } from '../final-status.ts'
import { HANGUP, type Twiml } from '../twiml.ts'
import type { TwilioUrls } from '../urls.ts'
import { CallerForm, isClient, partiesOf } from './caller.ts'
import { RecordedSeconds } from './recorded-seconds.ts'
import { twimlAnswer, webhook } from './webhook.ts'

const Asked = z.object({
  path: z.object({ callSid: CallSid }),
  form: CallerForm.omit({ CallSid: true }).extend({
    From: z.string().default(''),
    To: z.string().default(''),
    /** Only where `<Record>` asks what comes next. */
    RecordingSid: z.string().min(1).optional(),
    RecordingDuration: RecordedSeconds,
  }),
  query: z.object({
    greeted: z.literal('1').optional().catch(undefined),
    /** An order of ours sent the caller here. What a verb asks in passing, when the caller is moved, has none. */
    rev: z.coerce.number().int().optional().catch(undefined),
    /** Of a message that was left when Redis was away: it is in the address that the caller was to ask again. */
    recordingSid: z.string().min(1).optional().catch(undefined),
    seconds: RecordedSeconds,
  }),
})

/** What comes with this request goes before what an earlier one brought. */
const CallerRequest = Asked.transform(({ path, form, query }) => {
  const { greeted, rev, ...earlier } = query
  const { RecordingSid: recordingSid, RecordingDuration: seconds } = form
  const message = recordingSid === undefined ? earlier : { recordingSid, seconds }
  return { callSid: path.callSid, form, news: { greeted: greeted === '1', rev, ...message } }
})
type CallerRequest = z.output<typeof CallerRequest>

interface CallerOffice {
  calls: CallActors
  twiml: Twiml
  urls: TwilioUrls
  office: () => Office
  log: Logger
}

/**
 * Target of every redirect, and `action` of every verb of the caller's leg: it says where the caller
 * belongs now, so it may be asked at any time, and any number of times. While Redis is away nobody knows
 * where: the caller hears it ring, and asks again, with the same news.
 */
export function callerTwiml({ calls, twiml, urls, office, log }: CallerOffice) {
  const askAgain = ({ callSid, news }: CallerRequest) =>
    twimlAnswer(twiml.askAgain(urls.callerAgain(callSid, news)))
  return webhook('/calls/:callSid/twiml', CallerRequest, answer, askAgain)

  async function answer(request: CallerRequest, trace: string) {
    const { callSid } = request
    const ended = finalStatusOf({ status: request.form.CallStatus })
    await tellNews(request, ended, trace)
    if (ended !== null) return twimlAnswer(HANGUP)
    const state = await callOf(request, trace)
    if (state === null) return twimlAnswer(HANGUP)
    const order = request.news.rev
    // Not the rev of this answer: of two deliveries, Twilio may have gone by the other one's.
    if (order !== undefined) await calls.redirectFollowed(callSid, Math.min(order, state.rev))
    return twimlAnswer(twiml.caller(callerDestination(state.snapshot), callSid, office()))
  }

  /** A failover may have taken back that the number answered which now asks. */
  async function callOf(request: CallerRequest, trace: string): Promise<CallState | null> {
    const { callSid, form } = request
    const state = (await calls.state(callSid)) ?? (await adopt(request, trace))
    if (form.CallStatus !== 'in-progress' || !state?.snapshot.hasTag('dialling')) return state
    await calls.send(callSid, { type: 'ANSWERED' }, { answering: true, trace })
    return calls.state(callSid)
  }

  /** What the request brings: a message that was left, a greeting that was heard, a caller who hung up meanwhile. */
  async function tellNews({ callSid, news }: CallerRequest, ended: FinalStatus | null, trace: string) {
    const { recordingSid, seconds, greeted } = news
    const answering = { answering: true, trace }
    if (recordingSid !== undefined)
      await calls.send(callSid, { type: 'RECORDED', recordingSid, seconds }, answering)
    if (greeted && ended === null) await calls.send(callSid, { type: 'GREETED' }, answering)
    if (ended !== null) {
      const evidence = `The caller's leg asked what comes next with CallStatus ${ended}`
      await calls.send(callSid, { type: 'CALLER_ENDED', status: ended }, { ...answering, evidence })
    }
  }

  /** Twilio has a caller on the line whom we do not know: our memory was lost, the caller must not be. */
  async function adopt({ callSid, form }: CallerRequest, trace: string) {
    if (isClient(form.From)) return null
    log.warn({ trace, callSid }, 'A live call that nobody knew asked where it belongs: adopted')
    const evidence = `The caller's leg asked where it belongs with CallStatus ${form.CallStatus}`
    const call = partiesOf({ ...form, CallSid: callSid })
    return calls.arrive({ type: 'FOUND_LIVE', ...call }, { evidence, trace })
  }
}
