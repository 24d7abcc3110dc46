import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { callerDetail, callerLabel, formatDuration, formatTime } from '../calls/format.ts'
import { useSlotTarget } from '../desk/dragging.tsx'
import { Elapsed } from '../desk/elapsed.tsx'
import { useSeconds } from '../desk/server-time.ts'
import { useHotkey } from '../desk/shortcuts.ts'
import { useCleared } from '../desk/use-cleared.ts'
import { useConsole, useNames } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { RingClock } from './ring-clock.tsx'
import { progressOf, urgencyOf } from './slots.ts'

interface TakenSlotProps {
  call: CallView
  /** It waits longest: the shortcut key picks it up. */
  first: boolean
  onRemove: () => void
}

export function TakenSlot({ call, first, onRemove }: TakenSlotProps) {
  const { command } = useConsole()
  const nameOf = useNames()
  const now = useSeconds()
  const hotkey = useHotkey('P')
  useCleared(call.callSid, 'lot')
  const { parked } = call
  if (!parked) return null
  const slot = parked.slot === null ? 'Without a slot' : `Slot ${parked.slot}`
  const detail = callerDetail(call)
  return (
    <article
      aria-label={`${slot}: ${callerLabel(call)}`}
      className={`card slot slot-${urgencyOf(call, now)}`}
      data-call-sid={call.callSid}
      {...(parked.slot === null ? {} : { 'data-slot': parked.slot })}
    >
      <div className="slot-head">
        <RingClock
          label={parked.slot === null ? 'P' : String(parked.slot)}
          progress={progressOf(call, now)}
        />
        <div className="grow">
          <div className="who">{callerLabel(call)}</div>
          <div className="soft small">{detail ?? `called ${formatTime(call.createdAt)}`}</div>
        </div>
      </div>
      <div className="slot-wait">
        <Elapsed since={parked.at} />
        <ReturnText call={call} now={now} />
      </div>
      {parked.note ? <div className="note">{parked.note}</div> : null}
      <div className="slot-foot">
        <span className="soft small grow">parked by {parked.by ? nameOf(parked.by) : 'the desk'}</span>
        <Button className="btn-small" look="quiet" onClick={onRemove}>
          Remove
        </Button>
        <Button
          className="btn-small"
          look="go"
          hotkey={first ? hotkey : null}
          onClick={() => command(call.callSid, { type: 'unpark' })}
        >
          Pick up
        </Button>
      </div>
    </article>
  )
}

function ReturnText({ call, now }: { call: CallView; now: number }) {
  const nameOf = useNames()
  const { parked, state, offeredTo } = call
  if (!parked) return null
  const left = parked.returnsAt ? formatDuration(Date.parse(parked.returnsAt) - now) : null
  if (state === 'parked.returning')
    return left
      ? ` · rings at ${offeredTo.map(nameOf).join(', ') || 'nobody'}, at everyone in ${left}`
      : ' · rings at everyone'
  return left ? ` · back to ${parked.by ? nameOf(parked.by) : 'everyone'} in ${left}` : null
}

export function FreeSlot({ slot }: { slot: number }) {
  const { setNodeRef, lit, over } = useSlotTarget(slot)
  return (
    <div
      ref={setNodeRef}
      className={`slot-free ${lit ? 'lit' : ''} ${over ? 'over' : ''}`}
      data-free-slot={slot}
    >
      {lit ? `Drop to park in ${slot}` : slot}
    </div>
  )
}
