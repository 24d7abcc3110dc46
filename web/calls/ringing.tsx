import { shallowEqual } from '@xstate/store'
import { Section } from '../desk/section.tsx'
import { useSections } from '../desk/use-console.ts'
import { RingingCard } from './ringing-card.tsx'
import { TakeableRow } from './takeable-row.tsx'
import './ringing.css'

export function Ringing() {
  const ringing = useSections((it) => it.ringing)
  const takeable = useSections((it) => it.takeable, shallowEqual)
  return (
    <Section title="Ringing" aside={ringing.length > 1 ? 'oldest first' : null} className="ringing">
      {ringing.map((it, index) => (
        <RingingCard key={it.call.callSid} {...it} oldest={index === 0} />
      ))}
      {ringing.length === 0 ? <p className="empty">Nobody is waiting for you.</p> : null}
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
