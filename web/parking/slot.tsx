import { memo } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { isMyCallToColleague } from '../calls/desk-sections.ts'
import { callerDetail, callerLabel, formatTime } from '../calls/format.ts'
import { ringsAt } from '../calls/where-it-is.ts'
import { useSlotTarget } from '../desk/dragging.tsx'
import { Elapsed, TimeLeft } from '../desk/elapsed.tsx'
import { useServerTime } from '../desk/server-time.ts'
import { useHotkey } from '../desk/shortcuts.ts'
import { useCleared } from '../desk/use-cleared.ts'
import { useAnswersCalls, useConsole, useNames } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { RingClock } from './ring-clock.tsx'
import { urgencyOf } from './slots.ts'

interface TakenSlotProps {
  call: CallView
  /** It waits longest: the shortcut key picks it up. */
  first: boolean
  onRemove: (call: CallView) => void
}

export const TakenSlot = memo(function TakenSlot({ call, first, onRemove }: TakenSlotProps) {
  const { command, me } = useConsole()
  const answers = useAnswersCalls()
  const urgency = useServerTime((nowMs) => urgencyOf(call, nowMs))
  const hotkey = useHotkey('P')
  useCleared(call.callSid, 'lot')
  const { parked } = call
  if (!parked) return null
  const slot = parked.slot === null ? 'Without a slot' : `Slot ${parked.slot}`
  const detail = callerDetail(call)
  return (
    <article
      aria-label={`${slot}: ${callerLabel(call)}`}
      className={`card slot slot-${urgency}`}
      data-call-sid={call.callSid}
      {...(parked.slot === null ? {} : { 'data-slot': parked.slot })}
    >
      <div className="slot-head">
        <RingClock label={parked.slot === null ? 'P' : String(parked.slot)} call={call} />
        <div className="grow">
          <div className="who">
            <bdi>{callerLabel(call)}</bdi>
          </div>
          <div className="soft small">{detail ?? `called ${formatTime(call.createdAt)}`}</div>
        </div>
      </div>
      <div className="slot-wait">
        <Elapsed since={parked.at} />
        <ReturnText call={call} />
      </div>
      {parked.note ? <div className="note">{parked.note}</div> : null}
      <div className="slot-foot">
        {answers ? (
          <Button className="btn-small" look="quiet" onClick={() => onRemove(call)}>
            Remove
          </Button>
        ) : null}
        {answers && !isMyCallToColleague(call, me.agentId) ? (
          <Button
            className="btn-small"
            look="go"
            hotkey={first ? hotkey : null}
            onClick={() => command(call.callSid, { type: 'unpark' })}
          >
            Pick up
          </Button>
        ) : null}
      </div>
    </article>
  )
})

function ReturnText({ call }: { call: CallView }) {
  const nameOf = useNames()
  const { parked, state } = call
  if (!parked) return null
  const returning = state === 'parked.returning'
  if (!parked.returnsAt) return returning ? ` · ${ringsAt(call, nameOf)}` : null
  const where = returning
    ? `${ringsAt(call, nameOf)}, at everyone`
    : `back to ${parked.by ? nameOf(parked.by) : 'everyone'}`
  return (
    <>
      {` · ${where} in `}
      <TimeLeft until={parked.returnsAt} />
    </>
  )
}

export const FreeSlot = memo(function FreeSlot({ slot }: { slot: number }) {
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
})
