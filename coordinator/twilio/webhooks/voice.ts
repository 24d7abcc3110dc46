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

interface VoiceOffice {
  calls: CallActors
  twiml: Twiml
  urls: TwilioUrls
  office: () => Office
  clock: Clock
  log: Logger
}

/**
 * A caller dialled our number. However often it is delivered, the answer is where the call began. While Redis is
 * away the caller hears it ring: Twilio's own retries are over in seconds, and after them it hangs up.
 */
export function voice({ calls, twiml, urls, office, clock, log }: VoiceOffice) {
  const askAgain = () => twimlAnswer(twiml.askAgain(urls.voice()))
  return webhook('/voice', z.object({ form: CallerForm }), answer, askAgain)

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
    const place = call.arrived ? callerDestination(call.snapshot) : await whereItBegan(calls, call)
    return twimlAnswer(twiml.caller(place, callSid, office()))
  }
}

/** A call that was found before its caller's own request reached us has not been told anything yet. */
async function whereItBegan(calls: CallActors, { snapshot }: CallState): Promise<CallerDestination> {
  const { callSid, voicemailAt, createdAt, closed, greeting } = snapshot.context
  const [first] = await calls.history(callSid)
  if (first?.event === 'FOUND_LIVE') return callerDestination(snapshot)
  if (closed !== null) return closed === 'hangup' ? 'closed' : 'closedVoicemail'
  if (voicemailAt === createdAt) return 'voicemail'
  return greeting === null ? 'room' : 'greeting'
}
