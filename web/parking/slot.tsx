import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconBellRinging,
  IconClock,
  IconTrash,
} from '@tabler/icons-react'
import { memo } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { isMyCallToColleague } from '../calls/desk-sections.ts'
import { callerDetail, callerLabel, formatTime } from '../calls/format.ts'
import { ringsAt } from '../calls/where-it-is.ts'
import { useDragged, useDropTarget } from '../desk/dragging.ts'
import { Elapsed, TimeLeft } from '../desk/elapsed.tsx'
import { useServerTime } from '../desk/server-time.ts'
import { useCleared } from '../desk/use-cleared.ts'
import { useAnswersCalls, useConsole, useNames } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { MoreKey } from '../look/menu-button.tsx'
import { RingClock } from './ring-clock.tsx'
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

/** Number, wait, at whom it rings again and when, note, and the key that takes it. */
export const TakenSlot = memo(function TakenSlot({ call, onRemove }: TakenSlotProps) {
  const { command, me } = useConsole()
  const answers = useAnswersCalls()
  const urgency = useServerTime((nowMs) => urgencyOf(call, nowMs, me.waits.lot))
  const takes = answers && !isMyCallToColleague(call, me.agentId)
  const dragged = useDragged(call, 'lot', takes)
  useCleared(call.callSid, 'lot')
  const { parked } = call
  if (!parked) return null
  const slot = parked.slot === null ? 'Without a slot' : `Slot ${parked.slot}`
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
        <b className="slot-who ellipsis">
          <bdi>{callerLabel(call)}</bdi>
        </b>
        <div className="slot-wait">
          {Sign ? <Sign size={13} aria-hidden /> : null}
          <Elapsed since={parked.at} />
          <ReturnText call={call} />
        </div>
        <div className="slot-more ellipsis">
          {parked.note ? (
            <span className="note">{parked.note}</span>
          ) : (
            (callerDetail(call) ?? `called ${formatTime(call.createdAt)}`)
          )}
        </div>
      </div>
      {answers ? (
        <MoreKey
          label={`${slot}: more`}
          items={() => [
            { words: 'Remove', icon: <IconTrash size={16} aria-hidden />, choose: () => onRemove(call) },
          ]}
        />
      ) : null}
      {takes ? (
        <Button
          className="btn-small slot-key"
          look="go"
          onClick={() => command(call.callSid, { type: 'unpark' })}
        >
          Pick up
        </Button>
      ) : null}
    </article>
  )
})

/** At whom it rings again and when, or where it rings now. A long name is cut off, the time is not. */
function ReturnText({ call }: { call: CallView }) {
  const nameOf = useNames()
  const { parked, state } = call
  if (!parked) return null
  const returning = state === 'parked.returning'
  if (!parked.returnsAt) return returning ? <span className="ellipsis">{ringsAt(call, nameOf)}</span> : null
  return (
    <>
      {returning ? null : <IconArrowBackUp size={13} aria-hidden />}
      <span className="ellipsis">
        {returning ? (
          ringsAt(call, nameOf)
        ) : (
          <>
            <span className="visually-hidden">back to</span> {parked.by ? nameOf(parked.by) : 'everyone'}
          </>
        )}
      </span>
      <span className="unbroken">
        {returning ? 'all in ' : 'in '}
        <TimeLeft until={parked.returnsAt} />
      </span>
    </>
  )
}

export const FreeSlot = memo(function FreeSlot({ slot }: { slot: number }) {
  const { command } = useConsole()
  const { lit, target } = useDropTarget((from) =>
    from === 'mine' ? (callSid) => void command(callSid, { type: 'park', slot }) : null,
  )
  return (
    <div className={`slot-free ${lit ? 'lit' : ''}`} data-free-slot={slot} {...target}>
      <b>{slot}</b> <span>{lit ? 'drop to park' : 'free'}</span>
    </div>
  )
})
