import { legDestination, participation } from '../../machines/call/selectors.ts'
import type { CallState } from '../calls/calls-port.ts'
import type { CarrierCommand } from '../calls/carrier-command.ts'
import type { Clock } from '../runtime.ts'
import { HANGUP, type Twiml } from './twiml.ts'
import type { TwilioUrls } from './urls.ts'

export interface LegDocumentDeps {
  twiml: Twiml
  urls: Pick<TwilioUrls, 'legTwiml'>
  clock: Clock
  /** Tells Twilio, in any case. @throws `RedisAway` */
  owe(commands: readonly CarrierCommand[]): Promise<void>
}

/**
 * What a leg of an agent, a supervisor or a number outside does, by what the call says of it now. Twilio may carry out a redirect late,
 * so each time a leg comes into the room Twilio is told anew who hears it.
 */
export async function legDocument(
  { twiml, urls, clock, owe }: LegDocumentDeps,
  { snapshot, rev }: Pick<CallState, 'snapshot' | 'rev'>,
  legSid: string,
  trace?: string,
): Promise<string> {
  const { callSid, supervision } = snapshot.context
  switch (legDestination(snapshot, legSid)) {
    case 'room': {
      if (legSid !== supervision?.legSid) return twiml.leg(callSid)
      const { muted, coaches } = participation(snapshot, legSid)
      if (coaches === null) return twiml.supervisor(callSid, muted)
      // Heard by one alone: only Twilio's REST API says so safely, once both are there.
      const envelope = { id: `${callSid}:${legSid}:heard`, callSid, at: clock.now(), trace }
      await owe([{ ...envelope, type: 'updateParticipant', rev, legSid }])
      return twiml.supervisor(callSid, true)
    }
    case 'hold':
      return twiml.legOnHold
    case 'silence':
      return twiml.silence(urls.legTwiml(callSid, legSid))
    case 'gone':
      return HANGUP
  }
}
