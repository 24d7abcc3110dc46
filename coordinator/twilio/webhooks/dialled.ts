import type { Logger } from 'pino'
import { z } from 'zod'
import { callerDestination } from '../../../machines/call/selectors.ts'
import type { CallActors } from '../../calls/calls-port.ts'
import type { OutboundDialling } from '../../dialling/outbound-dialling.ts'
import type { Office } from '../../protocol/office/settings.ts'
import { finalStatusOf } from '../final-status.ts'
import { HANGUP, type Twiml } from '../twiml.ts'
import type { TwilioUrls } from '../urls.ts'
import { CallerForm, partiesOf } from './caller.ts'
import { twimlAnswer, webhook } from './webhook.ts'

const DialledRequest = z.object({ form: CallerForm, query: z.object({ dial: z.string().min(1) }) })
type Request = z.output<typeof DialledRequest>
type DialledForm = z.output<typeof CallerForm>

export interface DialledDeps {
  calls: CallActors
  dialling: OutboundDialling
  twiml: Twiml
  urls: TwilioUrls
  office: () => Office
  log: Logger
}

/**
 * A number that an agent had called was answered: it comes into its room, where the agent waits. While Redis is away
 * nobody knows which: whoever lifted the receiver hears it ring on, and asks again.
 */
export function dialled({ calls, dialling, twiml, urls, office, log }: DialledDeps) {
  const askAgain = ({ query }: Request) => twimlAnswer(twiml.askAgain(urls.dialled(query.dial)))
  return webhook('/dialled', DialledRequest, answer, askAgain)

  async function answer({ form, query }: Request, trace: string) {
    const answering = { answering: true, trace }
    const callSid = form.CallSid
    const ended = finalStatusOf({ status: form.CallStatus })
    const call =
      (await dialling.legReported(query.dial, callSid, ended === null, trace)) ?? (await adopt(form, trace))
    if (ended !== null) {
      const evidence = `The number asked what comes next with CallStatus ${ended}`
      await calls.send(callSid, { type: 'CALLER_ENDED', status: ended }, { ...answering, evidence })
      return twimlAnswer(HANGUP)
    }
    if (call.snapshot.hasTag('dialling')) await calls.send(callSid, { type: 'ANSWERED' }, answering)
    const { snapshot } = (await calls.state(callSid)) ?? call
    return twimlAnswer(twiml.caller(callerDestination(snapshot), callSid, office()))
  }

  /** Somebody lifted the receiver, and our memory was lost meanwhile: whoever it is must not be. */
  async function adopt(form: DialledForm, trace: string) {
    log.warn({ trace, callSid: form.CallSid }, 'A number that nobody knew to be called answered: adopted')
    const evidence = `The number asked where it belongs with CallStatus ${form.CallStatus}`
    return calls.arrive({ type: 'FOUND_LIVE', ...partiesOf(form) }, { evidence, answering: false, trace })
  }
}
