import { useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { longestParked } from '../calls/desk-sections.ts'
import { HangUpDialog } from '../calls/hang-up-dialog.tsx'
import { Elapsed } from '../desk/elapsed.tsx'
import { Section } from '../desk/section.tsx'
import { useConsole, useSections } from '../desk/use-console.ts'
import { FreeSlot, TakenSlot } from './slot.tsx'
import { tilesOf } from './slots.ts'
import './lot.css'

export function ParkingLot() {
  const parked = useSections((it) => it.parked)
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
              <TakenSlot key={call.callSid} call={call} first={call === longest} onRemove={setRemoving} />
            )
          return slot === null ? null : <FreeSlot key={`free-${slot}`} slot={slot} />
        })}
      </div>
      <HangUpDialog
        call={removing}
        onClose={() => setRemoving(null)}
        title="Remove from the parking lot"
        question={(caller) => `This hangs up on ${caller}, who is still waiting.`}
        keep="Keep waiting"
        hangUp="Remove and hang up"
      />
    </Section>
  )
}

function Waiting({ count, since }: { count: number; since: string | undefined }) {
  if (count === 0 || !since) return 'empty'
  return (
    <>
      {count} waiting · longest <Elapsed since={since} />
    </>
  )
}
