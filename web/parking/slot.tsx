import { IconAlertTriangle, IconArrowBackUp, IconBellRinging, IconClock, IconUser } from '@tabler/icons-react'
import { memo } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { firstName } from '../../coordinator/protocol/first-name.ts'
import { isMyCallToColleague } from '../calls/desk-sections.ts'
import { callerDetail, callerLabel, formatTime } from '../calls/format.ts'
import { RecordingMark } from '../calls/recording-mark.tsx'
import { ringsAt } from '../calls/where-it-is.ts'
import { useDragged, useDropTarget } from '../desk/dragging.ts'
import { Elapsed, TimeLeft } from '../desk/elapsed.tsx'
import { useServerTime } from '../desk/server-time.ts'
import { useCleared } from '../desk/use-cleared.ts'
import { useAnswersCalls, useConsole, useDeskSettings, useNames } from '../desk/use-console.ts'
import { Rich } from '../language/rich.tsx'
import { t } from '../language/text.ts'
import { behind } from '../language/you.ts'
import { Button } from '../look/button.tsx'
import { MoreKey } from '../look/menu-button.tsx'
import { RingClock } from './ring-clock.tsx'
import { slotItems } from './slot-items.tsx'
import { type SlotUrgency, urgencyOf } from './slots.ts'

interface TakenSlotProps {
  call: CallView
  onRemove: (call: CallView) => void
}

const signs: Record<SlotUrgency, typeof IconClock | null> = {
  calm: null,
  amber: IconClock,
  red: IconAlertTriangle,
  returning: IconBellRinging,
}

/** Number, wait, who is rung next and when, note, and the key that takes it. */
export const TakenSlot = memo(function TakenSlot({ call, onRemove }: TakenSlotProps) {
  const console = useConsole()
  const { command, me } = console
  const limits = useDeskSettings(({ waits }) => waits.lot)
  const nameOf = useNames()
  const answers = useAnswersCalls()
  const urgency = useServerTime((nowMs) => urgencyOf(call, nowMs, limits))
  const takes = answers && !isMyCallToColleague(call, me.agentId)
  const dragged = useDragged(call, 'lot', takes)
  useCleared(call.callSid, 'lot')
  const { parked } = call
  if (!parked) return null
  const slot = parked.slot === null ? t('lot.withoutSlot') : t('lot.slotNumber', { slot: parked.slot })
  const Sign = signs[urgency]
  return (
    <article
      aria-label={`${slot}: ${callerLabel(call)}`}
      className={`slot slot-${urgency}`}
      data-call-sid={call.callSid}
      {...(parked.slot === null ? {} : { 'data-slot': parked.slot })}
      {...dragged}
    >
      <RingClock label={parked.slot === null ? 'P' : String(parked.slot)} call={call} />
      <div className="slot-text">
        <div className="slot-head">
          <b className="slot-who ellipsis">
            <bdi>{callerLabel(call)}</bdi> <RecordingMark call={call} small />
          </b>
          <Elapsed since={parked.at} className="slot-since" />
        </div>
        <div className="slot-wait">
          {Sign ? <Sign size={13} aria-hidden /> : null}
          <ReturnText call={call} />
        </div>
        <div className="slot-more ellipsis">
          {parked.elseTo ? (
            <span className="slot-else">{t('lot.then', { name: nameOf(parked.elseTo) })} </span>
          ) : null}
          {parked.note ? (
            <span className="note">{parked.note}</span>
          ) : (
            (callerDetail(call) ?? t('lot.calledAt', { time: formatTime(call.createdAt) }))
          )}
        </div>
      </div>
      {answers ? (
        <MoreKey
          label={t('lot.slotMore', { slot })}
          items={() => slotItems(console, call, () => onRemove(call))}
        />
      ) : null}
      {takes ? (
        <Button
          className="btn-small slot-key"
          look="go"
          onClick={() => command(call.callSid, { type: 'unpark' })}
        >
          {t('button.pickUp')}
        </Button>
      ) : null}
    </article>
  )
})

/** Who is rung next and when, or where it rings now. There is room for a first name; a long one is cut off, the time is not. */
function ReturnText({ call }: { call: CallView }) {
  const nameOf = useNames()
  const { parked, state, transfer } = call
  if (!parked) return null
  if (state === 'parked.dialling')
    return <span className="ellipsis">{t('wall.ringsAt', { name: behind(nameOf(transfer?.to ?? '')) })}</span>
  const returning = state === 'parked.returning'
  const one = parked.for ?? parked.by
  const { returnsAt } = parked
  if (!returnsAt) return returning ? <span className="ellipsis">{ringsAt(call, nameOf)}</span> : null
  return (
    <>
      {returning ? null : parked.for ? (
        <IconUser size={13} aria-hidden />
      ) : (
        <IconArrowBackUp size={13} aria-hidden />
      )}
      <span className="ellipsis" title={one ? nameOf(one) : undefined}>
        {returning ? (
          ringsAt(call, nameOf)
        ) : (
          <>
            <span className="visually-hidden">{t(parked.for ? 'lot.for' : 'lot.backTo')}</span>{' '}
            {one ? firstName(nameOf(one)) : t('lot.everyone')}
          </>
        )}
      </span>
      <span className="unbroken">
        <Rich
          of={returning ? (parked.elseTo ? 'lot.thenIn' : 'lot.allIn') : 'lot.in'}
          with={{ time: () => <TimeLeft key="time" until={returnsAt} /> }}
        />
      </span>
    </>
  )
}

/** A free slot. Pressing it shows who was there, which L does from the keyboard: twenty more stops would be in the way. */
export const FreeSlot = memo(function FreeSlot({ slot }: { slot: number }) {
  const { command, keys } = useConsole()
  const { lit, target } = useDropTarget((from) =>
    from === 'mine' ? (callSid) => void command(callSid, { type: 'park', slot }) : null,
  )
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`slot-free ${lit ? 'lit' : ''}`}
      title={t('lot.whoWasIn', { slot })}
      data-free-slot={slot}
      onClick={() => keys.opened.trigger.slotHistoryOpened({ slot })}
      {...target}
    >
      <b>{slot}</b> <span>{lit ? t('lot.dropToPark') : t('colleagues.free')}</span>
    </button>
  )
})
