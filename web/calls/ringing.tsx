import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { Section } from '../desk/section.tsx'
import { useSections } from '../desk/use-console.ts'
import { shortKey } from '../keys/key-words.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { Rich } from '../language/rich.tsx'
import { t } from '../language/text.ts'
import type { RingingCall } from './desk-sections.ts'
import { GoneRow } from './gone-row.tsx'
import { RingingCard } from './ringing-card.tsx'
import { TakeableRow } from './takeable-row.tsx'
import { useSteadyRows } from './use-steady-rows.ts'
import { WhereItRings } from './where-it-rings.tsx'
import './ringing.css'

/** What rings here, or what may be taken. */
type Listed = RingingCall | CallView

const callOf = (item: Listed) => ('kind' in item ? item.call : item)
const sidOf = (item: Listed) => callOf(item).callSid

/** One list: a call that rings elsewhere keeps its place when it rings here, and the other way round. */
export function Ringing() {
  const ringing = useSections((it) => it.ringing)
  const takeable = useSections((it) => it.takeable)
  const { rows, pointing } = useSteadyRows<Listed>([...ringing, ...takeable], sidOf)
  const oldest = ringing[0]?.call.callSid
  return (
    <Section
      title={t('calls.ringing')}
      count={ringing.length}
      aside={ringing.length > 0 ? <AnswersOldest count={ringing.length} /> : null}
      className="ringing"
    >
      {rows.length > 0 ? (
        <ul className="card ring-list" {...pointing}>
          {rows.map(({ item, goneAt }) => {
            const callSid = sidOf(item)
            return (
              <li key={callSid}>
                {goneAt !== null ? (
                  <GoneRow call={callOf(item)} />
                ) : 'kind' in item ? (
                  <RingingCard {...item} oldest={callSid === oldest} />
                ) : (
                  <TakeableRow call={item} />
                )}
              </li>
            )
          })}
        </ul>
      ) : null}
      <WhereItRings here={ringing.length} elsewhere={takeable.length} />
    </Section>
  )
}

function AnswersOldest({ count }: { count: number }) {
  const key = useKeyOf('answer')
  return (
    <>
      {count > 1 ? t('calls.keepsPlace') : null}
      {count > 1 && key !== null ? ' · ' : null}
      {key === null ? null : (
        <Rich
          of="calls.answersOldest"
          with={{
            key: () => (
              <span key="key" className="key">
                {shortKey(key)}
              </span>
            ),
          }}
        />
      )}
    </>
  )
}
