import { useSelector } from '@xstate/react'
import { useCallback, useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { useConsole } from '../desk/use-console.ts'
import { daysOf } from '../history/days.ts'
import { Filtering } from '../history/filtering.tsx'
import { useFound } from '../history/use-calls.ts'
import { t, type Words } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { nothingWords } from './nothing-words.ts'
import { RecordedCall } from './recorded-call.tsx'
import { type Direction, NO_FILTERS, searchRecorded } from './requests.ts'
import { useHeardBy, useHearsSome, useMayHear } from './use-hears.ts'
import '../history/history.css'
import './recordings.css'

const DIRECTIONS = [
  ['all', 'history.all'],
  ['inbound', 'recordings.inbound'],
  ['outbound', 'history.outbound'],
] as const satisfies [Direction, Words][]

/** Recorded calls, newest first, for those who may hear them. */
export function RecordingsPage() {
  return useHearsSome() ? <Recordings /> : <p className="empty">{t('recordings.notForYou')}</p>
}

function Recordings() {
  const [filters, setFilters] = useState(NO_FILTERS)
  const { me } = useConsole()
  const own = useHeardBy() === 'own' && me.role === 'agent' ? me.agentId : null
  const search = useCallback((after?: CallView) => searchRecorded(filters, own, after), [filters, own])
  const { calls: found, more, failed, readMore, again } = useFound(search, filters.q !== '')
  const mayHear = useMayHear()
  // Who had a call need not have talked on it.
  const calls = found?.filter(mayHear) ?? null

  return (
    <div className="history-lists">
      <Filtering
        filters={filters}
        onChange={setFilters}
        none={NO_FILTERS}
        search={t('recordings.search')}
        kinds={DIRECTIONS}
        kindsOf={t('recordings.direction')}
        found={calls?.length ?? null}
        more={more}
      />
      {failed ? (
        <div className="card list-row" role="alert">
          <span className="grow bad">{t('recordings.failed')}</span>
          <Button className="btn-small" onClick={again}>
            {t('start.tryAgain')}
          </Button>
        </div>
      ) : null}
      {calls === null && !failed ? <p className="soft">{t('start.reading')}</p> : null}
      {calls?.length === 0 && !more ? (
        <Nothing isFiltered={filters !== NO_FILTERS} isOwn={own !== null} />
      ) : null}
      {daysOf(calls ?? []).map(([day, ofDay]) => (
        <section key={day} className="card group" aria-label={day}>
          <h2>{day}</h2>
          <ul className="rows">
            {ofDay.map((call) => (
              <RecordedCall key={call.callSid} call={call} />
            ))}
          </ul>
        </section>
      ))}
      {more ? <Button onClick={() => void readMore()}>{t('history.older')}</Button> : null}
    </div>
  )
}

/** What is not there, and how it comes to be there. */
function Nothing({ isFiltered, isOwn }: { isFiltered: boolean; isOwn: boolean }) {
  const rules = useSelector(useConsole().office, ({ context }) => context.office?.recording)
  return <p className="empty">{t(nothingWords({ isFiltered, isOwn, rules }))}</p>
}
