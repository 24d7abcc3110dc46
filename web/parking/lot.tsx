import { type CSSProperties, useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { longestParked } from '../calls/desk-sections.ts'
import { HangUpDialog } from '../calls/hang-up-dialog.tsx'
import { Elapsed } from '../desk/elapsed.tsx'
import { Section } from '../desk/section.tsx'
import { useAnswersCalls, useDeskSettings, useSections } from '../desk/use-console.ts'
import { PickUpHint } from '../keys/pick-up-hint.tsx'
import { Rich } from '../language/rich.tsx'
import { t } from '../language/text.ts'
import { FreeSlot, TakenSlot } from './slot.tsx'
import { tilesOf } from './slots.ts'
import './lot.css'

/** Each slot has its place, also while it is free. The numbers go down one column and then down the next. */
export function ParkingLot() {
  const parked = useSections((it) => it.parked)
  const slots = useDeskSettings(({ parkingSlots }) => parkingSlots)
  const answers = useAnswersCalls()
  const [removing, setRemoving] = useState<CallView | null>(null)
  const longest = longestParked(parked)
  const tiles = tilesOf(parked, slots)
  const rows: CSSProperties & Record<'--rows', number> = { '--rows': Math.ceil(tiles.length / 2) }
  return (
    <Section
      title={t('lot.title')}
      count={parked.length}
      aside={
        <>
          {longest?.parked ? <Longest since={longest.parked.at} /> : t('lot.empty')}
          {parked.length > 0 ? ' · ' : null}
          {answers ? <PickUpHint empty={parked.length === 0} /> : null}
        </>
      }
      className="lot"
    >
      <div className="slots-in-sight" style={rows}>
        {tiles.map(({ slot, call }) => {
          if (call) return <TakenSlot key={call.callSid} call={call} onRemove={setRemoving} />
          return slot === null ? null : <FreeSlot key={`free-${slot}`} slot={slot} />
        })}
      </div>
      <HangUpDialog
        call={removing}
        onClose={() => setRemoving(null)}
        title={t('lot.removeTitle')}
        question={(caller) => t('lot.removeWords', { caller })}
        keep={t('lot.keepWaiting')}
        hangUp={t('lot.removeAndHangUp')}
      />
    </Section>
  )
}

const Longest = ({ since }: { since: string }) => (
  <Rich of="lot.longest" with={{ time: () => <Elapsed key="time" since={since} /> }} />
)
