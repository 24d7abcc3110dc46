import { useLayoutEffect, useRef } from 'react'
import { Section } from '../desk/section.tsx'
import { useSections } from '../desk/use-console.ts'
import type { RingingCall } from './desk-sections.ts'
import { GoneRow } from './gone-row.tsx'
import { RingingCard } from './ringing-card.tsx'
import type { SteadyRow } from './steady-rows.ts'
import { TakeableRow } from './takeable-row.tsx'
import { useSteadyRows } from './use-steady-rows.ts'
import { WhereItRings } from './where-it-rings.tsx'
import './ringing.css'

const sidOf = ({ call }: RingingCall) => call.callSid

export function Ringing() {
  const ringing = useSections((it) => it.ringing)
  const takeable = useSections((it) => it.takeable)
  const { rows, pointing } = useSteadyRows(ringing, sidOf)
  const oldest = ringing[0]
  return (
    <Section
      title="Ringing"
      aside={ringing.length > 1 ? `${ringing.length} callers · a call keeps its place` : null}
      className="ringing"
    >
      {rows.length > 0 ? (
        <div className="ring-list" {...pointing}>
          {rows.map((row) => (
            <RingingRow
              key={sidOf(row.item)}
              row={row}
              oldest={oldest !== undefined && sidOf(oldest) === sidOf(row.item)}
            />
          ))}
        </div>
      ) : null}
      <WhereItRings here={ringing.length} elsewhere={takeable.length} />
      {takeable.length > 0 ? (
        <ul className="card rows" aria-label="Waiting elsewhere">
          {takeable.map((call) => (
            <TakeableRow key={call.callSid} call={call} />
          ))}
        </ul>
      ) : null}
    </Section>
  )
}

function RingingRow({ row: { item, gone }, oldest }: { row: SteadyRow<RingingCall>; oldest: boolean }) {
  const place = useRef<HTMLDivElement>(null)
  const height = useRef(0)
  useLayoutEffect(() => {
    if (!gone) height.current = place.current?.getBoundingClientRect().height ?? 0
  })
  return (
    <div ref={place}>
      {gone ? (
        <GoneRow call={item.call} height={height.current} />
      ) : (
        <RingingCard {...item} oldest={oldest} />
      )}
    </div>
  )
}
