import type { CountryCode } from 'libphonenumber-js/max'
import type { Logger } from 'pino'
import { z } from 'zod'
import { type CallerDestination, callerDestination } from '../../../machines/call/selectors.ts'
import type { CallActors, CallState } from '../../calls/calls-port.ts'
import { asHeardByBlocked, BLOCKED } from '../../office/blocked-callers.ts'
import { receptionAt } from '../../office/reception.ts'
import type { CallView } from '../../protocol/call-view.ts'
import type { Office } from '../../protocol/office/settings.ts'
import type { Clock } from '../../runtime.ts'
import { REJECT, type Twiml } from '../twiml.ts'
import type { TwilioUrls } from '../urls.ts'
import { CallerForm, callerOf } from './caller.ts'
import { twimlAnswer, webhook } from './webhook.ts'

const VoiceRequest = z.object({
  /** The last three come from a console: see leg.ts. */
  form: CallerForm.extend({
    callSid: z.string().default(''),
    colleague: z.string().default(''),
    lineTest: z.string().default(''),
  }),
})
type VoiceRequest = z.output<typeof VoiceRequest>

interface VoiceDeps {
  /** Of numbers that have no country's code. */
  country: CountryCode | null
  calls: CallActors
  twiml: Twiml
  urls: TwilioUrls
  office: () => Office
  /** Whether a call is not to ring. */
  isBlocked(call: Pick<CallView, 'callerNumber' | 'calledNumber'>): boolean
  clock: Clock
  log: Logger
}

/**
 * A caller has dialled our number. A repeated delivery gets the same answer: the destination at the call's start. While
 * Redis is away the caller hears ringback. Without it Twilio would retry for some seconds, then hang up.
 */
export function voice({ calls, country, twiml, urls, office, isBlocked, clock, log }: VoiceDeps) {
  const whenUnavailable = () => twimlAnswer(twiml.ringThenRequest(urls.voice()))
  return webhook('/voice', VoiceRequest, answer, whenUnavailable)

  async function answer({ form }: VoiceRequest, trace: string) {
    const callSid = form.CallSid
    if (form.callSid || form.colleague || form.lineTest) {
      log.warn({ trace, callSid }, 'A console reached the voice URL: is it set as the TwiML App’s?')
      return twimlAnswer(REJECT)
    }
    const caller = callerOf(form, country)
    const blocked = isBlocked(caller)
    const reception = blocked ? BLOCKED : receptionAt(office(), clock.now())
    const call = await calls.arrive({ type: 'INBOUND', ...caller, reception }, { answering: true, trace })
    if (call.arrived) log.info({ trace, callSid, state: call.view.state }, 'A call came in')
    const destination = call.arrived ? callerDestination(call.snapshot) : await firstDestination(calls, call)
    return twimlAnswer(twiml.caller(destination, callSid, blocked ? asHeardByBlocked(office()) : office()))
  }
}

/** A call that was adopted before its caller's first request has had no answer yet: its present destination counts. */
async function firstDestination(calls: CallActors, { snapshot }: CallState): Promise<CallerDestination> {
  const { callSid, closed, greeting, recording } = snapshot.context
  const [first] = await calls.history(callSid)
  if (first?.event === 'FOUND_LIVE') return callerDestination(snapshot)
  if (closed !== null) return closed === 'hangup' ? 'closed' : 'closedVoicemail'
  if (first?.state.startsWith('voicemail')) return 'voicemail'
  if (greeting !== null) return 'greeting'
  return recording?.rule === 'always' && recording.consent !== null ? 'notice' : 'room'
}
