import { softphoneStatus } from '../../machines/softphone/status.ts'
import { diagnostics } from '../diagnostics.ts'
import type { DeskStore } from '../feed/desk-store.ts'
import type { Softphone } from '../softphone/softphone.ts'
import { notifyOf } from './notify.ts'
import type { RingtonePlayer } from './ringtone-player.ts'
import { toneFor } from './tone-for.ts'

/** Rings for what the screen shows as ringing, in the same turn. Returns how to stop. */
export function followRinging(desk: DeskStore, softphone: Softphone, ringer: RingtonePlayer): () => void {
  const { unsubscribe } = desk.subscribe(({ context: { sections, connection } }) => {
    const { ringing, current } = sections
    const talking = current !== null && current.state !== 'active.held'
    // An agent who talks hears no ring; the card is enough.
    const tone = talking ? null : toneFor(ringing)
    ringer.ring(tone)
    notifyOf(ringing)
    diagnostics.ringing = tone
    diagnostics.connection = connection
    diagnostics.softphone = softphoneStatus(softphone.getSnapshot())
  })
  return () => {
    unsubscribe()
    ringer.ring(null)
  }
}
