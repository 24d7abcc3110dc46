import { whyDeaf } from '../../coordinator/protocol/reachability.ts'
import { softphoneStatus } from '../../machines/softphone/status.ts'
import { diagnostics } from '../diagnostics.ts'
import type { DeskStore } from '../feed/desk-store.ts'
import type { StreamStore } from '../feed/stream-store.ts'
import type { PageStore } from '../ready/page-store.ts'
import type { Softphone } from '../softphone/softphone.ts'
import { createAcknowledgements } from './acknowledge.ts'
import { notifyOf } from './notify.ts'
import type { RingtonePlayer } from './ringtone-player.ts'
import { toneFor } from './tone-for.ts'

interface RingingDeps {
  desk: DeskStore
  softphone: Softphone
  ringer: RingtonePlayer
  page: PageStore
  stream: StreamStore
}

/**
 * Rings for what the screen shows as ringing, in the same turn, and tells the server for which calls a tone really sounds.
 * Of the tabs that share a stream one does so. Returns how to stop.
 */
export function followRinging({ desk, softphone, ringer, page, stream }: RingingDeps): () => void {
  const acknowledgements = createAcknowledgements()

  const follow = () => {
    const { sections, connection } = desk.getSnapshot().context
    const { consoleId, appointed } = stream.getSnapshot().context
    const { current } = sections
    const ringing = appointed ? sections.ringing : []
    const talking = current !== null && current.state !== 'active.held'
    // An agent who talks hears no ring; the card is enough.
    const tone = talking ? null : toneFor(ringing)
    apart('The ring', () => ringer.ring(tone))
    apart('The notification', () => notifyOf(ringing))
    acknowledgements.keepOnly(ringing)
    const heard = tone !== null && ringer.plays && whyDeaf(page.getSnapshot().context.facts) === null
    if (heard && consoleId !== null) acknowledgements.ringsFor(ringing, consoleId)
    diagnostics.ringing = tone
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

/** Whoever else follows the desk, the card above all, must not suffer from a browser that makes no sound. */
function apart(what: string, act: () => void) {
  try {
    act()
  } catch (error) {
    console.error(`${what} failed`, error)
  }
}
