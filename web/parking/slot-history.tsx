import { useSelector } from '@xstate/react'
import { useEffect, useId, useRef, useState } from 'react'
import { SlotHistory, type SlotStay } from '../../coordinator/protocol/slot-history.ts'
import { requestApi } from '../api/request.ts'
import { callerDetail, callerLabel, formatTime } from '../calls/format.ts'
import { useConsole, useDeskSettings, useNames, useSections } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { SCROLLS } from '../look/scrolls.ts'
import { leftWords, parkedWords } from './stay-words.ts'
import './park-form.css'
import './slot-history.css'

type Read = { slot: number; stays: readonly SlotStay[] | 'failed' } | null

/** Who was in a slot today, the newest first. */
export function SlotHistoryOfToday() {
  const { keys } = useConsole()
  const slots = useDeskSettings(({ parkingSlots }) => parkingSlots)
  const wanted = useSelector(keys.opened, ({ context }) => context.slot)
  const [slot, setSlot] = useState(wanted)
  const read = useSlotHistory(slot)
  const group = useId()
  const chosen = useRef<HTMLInputElement>(null)
  // The dialog may be there before this part of it.
  useEffect(() => chosen.current?.focus(), [])
  return (
    <div className="slot-history">
      <fieldset className="slots">
        <legend>{t('lot.slot')}</legend>
        {Array.from({ length: Math.max(slots, wanted) }, (_, n) => n + 1).map((it) => (
          <label key={it} className={`slot-choice ${slot === it ? 'chosen' : ''}`}>
            <input
              ref={slot === it ? chosen : null}
              {...(slot === it ? { 'data-autofocus': true } : {})}
              type="radio"
              name={group}
              checked={slot === it}
              onChange={() => setSlot(it)}
            />
            {it}
          </label>
        ))}
      </fieldset>
      <ul className="card rows stays" aria-label={t('lot.slotToday', { slot })} {...SCROLLS}>
        {read === null ? <li className="soft">{t('start.reading')}</li> : null}
        {read?.stays === 'failed' ? <li className="bad">{t('lot.historyFailed')}</li> : null}
        {read !== null && read.stays !== 'failed' ? <Stays stays={read.stays} /> : null}
      </ul>
    </div>
  )
}

function Stays({ stays }: { stays: readonly SlotStay[] }) {
  const nameOf = useNames()
  if (stays.length === 0) return <li className="soft">{t('lot.nobodyToday')}</li>
  return stays.map((stay) => {
    const { call, at, until } = stay
    const left = leftWords(stay, nameOf)
    return (
      <li key={`${call.callSid} ${at}`}>
        <span className="time-of-stay faint">
          {formatTime(at)}
          {until === null ? '' : `–${formatTime(until)}`}
        </span>
        <span className="grow">
          <b>
            <bdi>{callerLabel(call)}</bdi>
          </b>{' '}
          <span className="soft small">{callerDetail(call)}</span>
          <span className="soft small block">
            {parkedWords(stay, nameOf)} · {left ?? <b className="warn">{t('lot.isThere')}</b>}
          </span>
        </span>
      </li>
    )
  })
}

/** Reads it again when a caller comes into the lot or leaves it. */
function useSlotHistory(slot: number): Read {
  const parked = useSections((it) => it.parked)
  const [read, setRead] = useState<Read>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the lot has changed.
  useEffect(() => {
    let wanted = true
    requestApi(`/api/lot/${slot}/history`, SlotHistory).then(
      (stays) => {
        if (wanted) setRead({ slot, stays })
      },
      (error: unknown) => {
        console.warn('The history of a slot could not be read', error)
        if (wanted) setRead({ slot, stays: 'failed' })
      },
    )
    return () => {
      wanted = false
    }
  }, [slot, parked])
  return read?.slot === slot ? read : null
}
