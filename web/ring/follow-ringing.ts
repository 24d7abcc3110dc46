import { whyDeaf } from '../../coordinator/protocol/reachability.ts'
import type { DeskSettings } from '../../coordinator/protocol/session.ts'
import { softphoneStatus } from '../../machines/softphone/status.ts'
import { waitOf } from '../calls/urgency.ts'
import { diagnostics } from '../diagnostics.ts'
import { type DeskStore, serverNow } from '../feed/desk-store.ts'
import type { StreamStore } from '../feed/stream-store.ts'
import type { PageStore } from '../ready/page-store.ts'
import type { Softphone } from '../softphone/softphone.ts'
import { createAcknowledgements } from './acknowledge.ts'
import type { Ring, RingtonePlayer } from './ringtone-player.ts'
import { type ChosenTone, toneFor } from './tone-for.ts'
import { createWaitingCallers } from './waiting-callers.ts'

interface RingingDeps {
  desk: DeskStore
  softphone: Softphone
  ringer: RingtonePlayer
  page: PageStore
  stream: StreamStore
  waits(): DeskSettings['waits']
}

/**
 * Rings for what the screen shows as ringing, in the same turn, and tells the server for which calls a tone really sounds.
 * Of the tabs that share a stream one does so. Returns how to stop.
 */
export function followRinging({ desk, softphone, ringer, page, stream, waits }: RingingDeps): () => void {
  const acknowledgements = createAcknowledgements()
  const waitingCallers = createWaitingCallers()

  const ringOf = ({ tone, ringing: { call, kind, since } }: ChosenTone): Ring => ({
    tone,
    offer: `${call.callSid} ${since}`,
    waitedMs: () => serverNow(desk) - Date.parse(since),
    tooLongMs: waits()[waitOf(kind)].tooLongMs,
  })

  const follow = () => {
    const { sections, connection } = desk.getSnapshot().context
    const { consoleId, appointed } = stream.getSnapshot().context
    const { facts } = page.getSnapshot().context
    const { current } = sections
    const ringing = appointed ? sections.ringing : []
    const talking = current !== null && current.state !== 'active.held'
    // An agent who talks hears no ring; the card, and one soft note, are enough.
    const chosen = talking || facts.quiet ? null : toneFor(ringing)
    apart('The ring', () => ringer.ring(chosen && ringOf(chosen)))
    if (waitingCallers.hasNew(sections) && talking && appointed && !facts.quiet)
      apart('The note for a caller who waits', () => ringer.tellThatOneWaits())
    acknowledgements.keepOnly(ringing)
    const heard = chosen !== null && ringer.plays && whyDeaf(facts) === null
    if (heard && consoleId !== null) acknowledgements.ringsFor(ringing, consoleId)
    diagnostics.ringing = chosen?.tone ?? null
    diagnostics.connection = connection
    diagnostics.softphone = softphoneStatus(softphone.getSnapshot())
  }

  const following = [
    desk.subscribe(follow),
    page.subscribe(follow),
    stream.subscribe(follow),
    ringer.sound.subscribe(follow),
  ]
  return () => {
    for (const { unsubscribe } of following) unsubscribe()
    ringer.ring(null)
  }
}

/** A failure of the browser's sound must not stop others that follow the desk, above all the card. */
function apart(what: string, act: () => void) {
  try {
    act()
  } catch (error) {
    console.error(`${what} failed`, error)
  }
}
