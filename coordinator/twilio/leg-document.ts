import { legDestination, participation } from '../../machines/call/selectors.ts'
import type { CallSnapshot } from '../../machines/call/snapshot.ts'
import { HANGUP, type Twiml } from './twiml.ts'
import type { TwilioUrls } from './urls.ts'

/** What a leg of an agent, a supervisor or a number outside does, by what the call says of it now. */
export function legDocument(
  { twiml, urls }: { twiml: Twiml; urls: Pick<TwilioUrls, 'legTwiml'> },
  snapshot: CallSnapshot,
  legSid: string,
): string {
  const { callSid, supervision } = snapshot.context
  switch (legDestination(snapshot, legSid)) {
    case 'room': {
      if (legSid !== supervision?.legSid) return twiml.leg(callSid)
      // Heard by one alone: only Twilio's REST API says so safely, once both are there.
      const { muted, coaches } = participation(snapshot, legSid)
      return twiml.supervisor(callSid, muted || coaches !== null)
    }
    case 'hold':
      return twiml.legOnHold
    case 'silence':
      return twiml.silence(urls.legTwiml(callSid, legSid))
    case 'gone':
      return HANGUP
  }
}
