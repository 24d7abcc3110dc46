import type { CountryCode } from 'libphonenumber-js/max'
import type { Logger } from 'pino'
import { z } from 'zod'
import { callerDestination } from '../../../machines/call/selectors.ts'
import type { CallActors } from '../../calls/calls-port.ts'
import type { OutboundDialling } from '../../dialling/outbound-dialling.ts'
import type { Office } from '../../protocol/office/settings.ts'
import { finalStatusOf } from '../final-status.ts'
import { HANGUP, type Twiml } from '../twiml.ts'
import type { TwilioUrls } from '../urls.ts'
import { CallerForm, unknownCallOf } from './caller.ts'
import { twimlAnswer, webhook } from './webhook.ts'

/** Without `dial` nothing is known of the request to dial, and the number is adopted. */
const DialledRequest = z.object({ form: CallerForm, query: z.object({ dial: z.string().default('') }) })
type Request = z.output<typeof DialledRequest>
type DialledForm = z.output<typeof CallerForm>

export interface DialledDeps {
  /** Of numbers that have no country's code. */
  country: CountryCode | null
  calls: CallActors
  dialling: OutboundDialling
  twiml: Twiml
  urls: TwilioUrls
  office: () => Office
  log: Logger
}

/**
 * A number that an agent called has answered. It joins the room of its call, where the agent waits. While Redis is away
 * it hears ringback and requests its TwiML again.
 */
export function dialled({ calls, country, dialling, twiml, urls, office, log }: DialledDeps) {
  const whenUnavailable = ({ query }: Request) => twimlAnswer(twiml.ringThenRequest(urls.dialled(query.dial)))
  return webhook('/dialled', DialledRequest, answer, whenUnavailable)

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

  /** Redis has lost the call, and the number has answered: it must not be hung up. */
  async function adopt(form: DialledForm, trace: string) {
    log.warn({ trace, callSid: form.CallSid }, 'A number answered whose call is unknown: adopted')
    const evidence = `The number asked where it belongs with CallStatus ${form.CallStatus}`
    return calls.arrive(
      { type: 'FOUND_LIVE', ...unknownCallOf(form, country) },
      { evidence, answering: false, trace },
    )
  }
}
