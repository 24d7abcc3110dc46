import type { Logger } from 'pino'
import { z } from 'zod'
import { type CallerDestination, callerDestination } from '../../../machines/call/selectors.ts'
import type { CallActors, CallState } from '../../calls/calls-port.ts'
import { receptionAt } from '../../office/reception.ts'
import type { Office } from '../../protocol/office/settings.ts'
import type { Clock } from '../../runtime.ts'
import { REJECT, type Twiml } from '../twiml.ts'
import type { TwilioUrls } from '../urls.ts'
import { CallerForm, callerOf, isClient } from './caller.ts'
import { twimlAnswer, webhook } from './webhook.ts'

interface VoiceDeps {
  calls: CallActors
  twiml: Twiml
  urls: TwilioUrls
  office: () => Office
  clock: Clock
  log: Logger
}

/**
 * A caller has dialled our number. A repeated delivery gets the same answer: the destination at the call's start. While
 * Redis is away the caller hears ringback. Without it Twilio would retry for some seconds, then hang up.
 */
export function voice({ calls, twiml, urls, office, clock, log }: VoiceDeps) {
  const whenUnavailable = () => twimlAnswer(twiml.ringThenRequest(urls.voice()))
  return webhook('/voice', z.object({ form: CallerForm }), answer, whenUnavailable)

  async function answer({ form }: { form: z.output<typeof CallerForm> }, trace: string) {
    const callSid = form.CallSid
    if (isClient(form.From)) {
      log.warn({ trace, callSid }, 'A browser reached the voice URL: is it set as the TwiML App’s?')
      return twimlAnswer(REJECT)
    }
    const reception = receptionAt(office(), clock.now())
    const call = await calls.arrive(
      { type: 'INBOUND', ...callerOf(form), reception },
      { answering: true, trace },
    )
    if (call.arrived) log.info({ trace, callSid, state: call.view.state }, 'A call came in')
    const destination = call.arrived ? callerDestination(call.snapshot) : await firstDestination(calls, call)
    return twimlAnswer(twiml.caller(destination, callSid, office()))
  }
}

/** A call that was adopted before its caller's first request has had no answer yet: its present destination counts. */
async function firstDestination(calls: CallActors, { snapshot }: CallState): Promise<CallerDestination> {
  const { callSid, voicemailAt, createdAt, closed, greeting } = snapshot.context
  const [first] = await calls.history(callSid)
  if (first?.event === 'FOUND_LIVE') return callerDestination(snapshot)
  if (closed !== null) return closed === 'hangup' ? 'closed' : 'closedVoicemail'
  if (voicemailAt === createdAt) return 'voicemail'
  return greeting === null ? 'room' : 'greeting'
}
