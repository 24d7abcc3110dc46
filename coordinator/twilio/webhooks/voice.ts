import type { Logger } from 'pino'
import { z } from 'zod'
import { type Place, placeOf } from '../../../machines/call/consequences.ts'
import { type Office, receptionAt } from '../../../machines/office/office.ts'
import type { CallActors, CallState, Clock } from '../../ports.ts'
import { REJECT, type Twiml } from '../twiml.ts'
import { CallerForm, callerOf, isClient } from './caller.ts'
import { twimlAnswer, webhook } from './webhook.ts'

interface VoiceOffice {
  calls: CallActors
  twiml: Twiml
  office: () => Office
  clock: Clock
  log: Logger
}

/** A caller dialled our number. However often it is delivered, the answer is where the call began. */
export function voice({ calls, twiml, office, clock, log }: VoiceOffice) {
  return webhook('/voice', z.object({ form: CallerForm }), async ({ form }) => {
    if (isClient(form.From)) {
      log.warn({ callSid: form.CallSid }, 'A browser reached the voice URL: is it set as the TwiML App’s?')
      return twimlAnswer(REJECT)
    }
    const reception = receptionAt(office(), clock.now())
    const call = await calls.arrive({ type: 'INBOUND', ...callerOf(form), reception })
    if (call.arrived) log.info({ callSid: form.CallSid, state: call.view.state }, 'A call came in')
    const place = call.arrived ? placeOf(call.snapshot) : await whereItBegan(calls, call)
    return twimlAnswer(twiml.caller(place, form.CallSid, office()))
  })
}

/** A call that was found before its caller's own request reached us has not been told anything yet. */
async function whereItBegan(calls: CallActors, { snapshot }: CallState): Promise<Place> {
  const { callSid, voicemailAt, createdAt, closed, greeting } = snapshot.context
  const [first] = await calls.history(callSid)
  if (first?.event === 'FOUND_LIVE') return placeOf(snapshot)
  if (closed !== null) return closed === 'hangup' ? 'closed' : 'closedVoicemail'
  if (voicemailAt === createdAt) return 'voicemail'
  return greeting === null ? 'room' : 'greeting'
}
