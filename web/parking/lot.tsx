import { shallowEqual } from '@xstate/store'
import { useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { longestParked } from '../calls/desk-sections.ts'
import { formatDuration } from '../calls/format.ts'
import { Section } from '../desk/section.tsx'
import { useSeconds } from '../desk/server-time.ts'
import { useConsole, useSections } from '../desk/use-console.ts'
import { RemoveDialog } from './remove-dialog.tsx'
import { FreeSlot, TakenSlot } from './slot.tsx'
import { tilesOf } from './slots.ts'
import './lot.css'

export function ParkingLot() {
  const parked = useSections((it) => it.parked, shallowEqual)
  const { me } = useConsole()
  const [removing, setRemoving] = useState<CallView | null>(null)
  const longest = longestParked(parked)
  return (
    <Section
      title="Parking lot"
      aside={<Waiting count={parked.length} since={longest?.parked?.at} />}
      className="lot"
    >
      <div className="tiles">
        {tilesOf(parked, me.parkingSlots).map(({ slot, call }) => {
          if (call)
            return (
              <TakenSlot
                key={call.callSid}
                call={call}
                first={call === longest}
                onRemove={() => setRemoving(call)}
              />
            )
          return slot === null ? null : <FreeSlot key={`free-${slot}`} slot={slot} />
        })}
      </div>
      <RemoveDialog call={removing} onClose={() => setRemoving(null)} />
    </Section>
  )
}

function Waiting({ count, since }: { count: number; since: string | undefined }) {
  const now = useSeconds()
  if (count === 0 || !since) return 'empty'
  return `${count} waiting · longest ${formatDuration(now - Date.parse(since))}`
}
