import type { Logger } from 'pino'
import { z } from 'zod'
import { placeOf } from '../../../machines/call/consequences.ts'
import type { FinalStatus } from '../../../machines/call/events.ts'
import { CallSid } from '../../../machines/ids.ts'
import type { Office } from '../../../machines/office/office.ts'
import type { CallActors } from '../../ports.ts'
import { HANGUP, type Twiml } from '../twiml.ts'
import type { TwilioUrls } from '../urls.ts'
import { CallerForm, isClient, partiesOf } from './caller.ts'
import { RecordedSeconds } from './recorded-seconds.ts'
import { finalStatus } from './statuses.ts'
import { twimlAnswer, webhook } from './webhook.ts'

const CallerRequest = z.object({
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
  }),
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
 * where: the caller hears it ring, and asks again.
 */
export function callerTwiml({ calls, twiml, urls, office, log }: CallerOffice) {
  const askAgain = ({ path: { callSid }, query }: CallerRequest) =>
    twimlAnswer(twiml.askAgain(query.greeted === '1' ? urls.greeted(callSid) : urls.caller(callSid)))
  return webhook('/calls/:callSid/twiml', CallerRequest, answer, askAgain)

  async function answer(request: CallerRequest, trace: string) {
    const { callSid } = request.path
    const ended = finalStatus(request.form.CallStatus)
    await tellNews(request, ended, trace)
    if (ended !== null) return twimlAnswer(HANGUP)
    const state = (await calls.state(callSid)) ?? (await adopt(request, trace))
    if (state === null) return twimlAnswer(HANGUP)
    const order = request.query.rev
    // Not the rev of this answer: of two deliveries, Twilio may have gone by the other one's.
    if (order !== undefined) await calls.asked(callSid, Math.min(order, state.rev))
    return twimlAnswer(twiml.caller(placeOf(state.snapshot), callSid, office()))
  }

  /** What the request itself brings: a message that was left, a greeting that was heard, a caller who hung up meanwhile. */
  async function tellNews({ path, form, query }: CallerRequest, ended: FinalStatus | null, trace: string) {
    const { callSid } = path
    const answering = { answering: true, trace }
    if (form.RecordingSid !== undefined)
      await calls.send(
        callSid,
        { type: 'RECORDED', recordingSid: form.RecordingSid, seconds: form.RecordingDuration },
        answering,
      )
    if (query.greeted === '1' && ended === null) await calls.send(callSid, { type: 'GREETED' }, answering)
    // A failover may have taken back that the number answered.
    if (form.CallStatus === 'in-progress' && (await calls.state(callSid))?.snapshot.hasTag('dialling'))
      await calls.send(callSid, { type: 'ANSWERED' }, answering)
    if (ended !== null) {
      const evidence = `The caller's leg asked what comes next with CallStatus ${ended}`
      await calls.send(callSid, { type: 'CALLER_ENDED', status: ended }, { ...answering, evidence })
    }
  }

  /** Twilio has a caller on the line whom we do not know: our memory was lost, the caller must not be. */
  async function adopt({ path, form }: CallerRequest, trace: string) {
    if (isClient(form.From)) return null
    log.warn({ trace, callSid: path.callSid }, 'A live call that nobody knew asked where it belongs: adopted')
    const evidence = `The caller's leg asked where it belongs with CallStatus ${form.CallStatus}`
    const call = partiesOf({ ...form, CallSid: path.callSid })
    return calls.arrive({ type: 'FOUND_LIVE', ...call }, { evidence, trace })
  }
}
