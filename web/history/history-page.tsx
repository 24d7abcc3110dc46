import { useCallback, useMemo, useRef, useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { useAnswersCalls, useConsole, useNames } from '../desk/use-console.ts'
import type { Offer } from '../keys/offer.ts'
import { usePageAction } from '../keys/use-key.ts'
import { t, type Words } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { useWantedSearch } from '../pages/wanted-search.ts'
import { CallDetails } from './call-details.tsx'
import { CallRow, numberToCall, partyLabel } from './call-row.tsx'
import { daysOf } from './days.ts'
import { ExportKey } from './export-key.tsx'
import { Filtering } from './filtering.tsx'
import { type Kind, NO_FILTERS } from './requests.ts'
import { useCalls } from './use-calls.ts'
import { useCounts } from './use-counts.ts'
import { useToCallBack } from './use-to-call-back.ts'
import { WaitingList } from './waiting-list.tsx'
import './history.css'

const KINDS = [
  ['all', 'history.all'],
  ['missed', 'history.missed'],
  ['mine', 'history.answeredByMe'],
  ['messages', 'history.messages'],
  ['outbound', 'history.outbound'],
] as const satisfies [Kind, Words][]

/** Ended calls: who waits for a call back first, then all that the filters find, newest first. */
export function HistoryPage() {
  return useAnswersCalls() ? <History /> : <p className="empty">{t('history.roleSeesNot')}</p>
}

function History() {
  const { call: dial, notices } = useConsole()
  const nameOf = useNames()
  const [filters, setFilters] = useState(NO_FILTERS)
  useWantedSearch(
    'history',
    useCallback((q: string) => setFilters({ ...NO_FILTERS, q }), []),
  )
  const { calls, more, failed, readMore, again } = useCalls(filters)
  const counts = useCounts(filters)
  const waiting = useToCallBack()
  const [opened, setOpened] = useState<CallView | null>(null)
  const lists = useRef<HTMLDivElement>(null)

  const shown = useMemo(
    () => [...(waiting?.callers.map(({ call }) => call) ?? []), ...(calls ?? [])],
    [waiting, calls],
  )
  // A call that was noted since it was opened.
  const current = opened && (shown.find(({ callSid }) => callSid === opened.callSid) ?? opened)

  const callBack = useCallback(
    async (call: CallView) => {
      const number = numberToCall(call)
      if (number === null) return
      const refused = await dial(number, call.callerName ?? undefined)
      if (refused !== null)
        notices.trigger.show({
          title: t('colleagues.notCalled', { name: partyLabel(call, nameOf) }),
          tone: 'bad',
          detail: refused,
        })
    },
    [dial, notices, nameOf],
  )
  const onCall = useCallback((call: CallView) => void callBack(call), [callBack])

  const meant = useRef<() => CallView | undefined>(() => undefined)
  meant.current = () => {
    const row = document.activeElement?.closest<HTMLElement>('[data-ended-call]')?.dataset.endedCall
    return shown.find(({ callSid }) => callSid === row) ?? current ?? waiting?.callers[0]?.call
  }
  usePageAction(
    'callBack',
    useCallback((): Offer => {
      const call = meant.current()
      if (call === undefined) return { why: t('history.nobodyWaits') }
      return { run: () => onCall(call), about: partyLabel(call, nameOf) }
    }, [onCall, nameOf]),
  )

  const close = () => {
    const sid = current?.callSid
    setOpened(null)
    lists.current?.querySelector<HTMLElement>(`[data-ended-call="${sid}"] [data-row]`)?.focus()
  }

  return (
    <div className={`history ${current ? 'history-open' : ''}`}>
      <div className="history-lists" ref={lists}>
        <Filtering
          filters={filters}
          onChange={setFilters}
          found={calls?.length ?? null}
          none={NO_FILTERS}
          search={t('history.search')}
          kinds={KINDS}
          kindsOf={t('history.kind')}
          counts={counts}
          more={more}
        >
          <ExportKey filters={filters} />
        </Filtering>
        {waiting ? (
          <WaitingList
            waiting={waiting}
            opened={current?.callSid ?? null}
            onOpen={setOpened}
            onCall={onCall}
          />
        ) : null}
        {failed ? (
          <div className="card list-row" role="alert">
            <span className="grow bad">{t('history.failed')}</span>
            <Button className="btn-small" onClick={again}>
              {t('start.tryAgain')}
            </Button>
          </div>
        ) : null}
        {calls === null && !failed ? <p className="soft">{t('start.reading')}</p> : null}
        {calls?.length === 0 ? (
          <p className="empty">{t(filters === NO_FILTERS ? 'history.noneEnded' : 'history.noMatch')}</p>
        ) : null}
        {daysOf(calls ?? []).map(([day, ofDay]) => (
          <section key={day} className="card group" aria-label={day}>
            <h2>
              {day}
              {day === t('day.today') ? <span className="soft small"> {t('history.hint')}</span> : null}
            </h2>
            <ul className="rows">
              {ofDay.map((call) => (
                <CallRow
                  key={call.callSid}
                  call={call}
                  opened={current?.callSid === call.callSid}
                  onOpen={setOpened}
                  onCall={onCall}
                />
              ))}
            </ul>
          </section>
        ))}
        {more ? <Button onClick={() => void readMore()}>{t('history.older')}</Button> : null}
      </div>
      {current ? <CallDetails key={current.callSid} call={current} onCall={onCall} onClose={close} /> : null}
    </div>
  )
}
