import { IconArrowBackUp, IconArrowsExchange, IconPhone } from '@tabler/icons-react'
import { memo } from 'react'
import { Elapsed } from '../desk/elapsed.tsx'
import { useHotkey } from '../desk/shortcuts.ts'
import { useCleared } from '../desk/use-cleared.ts'
import { useConsole, useNames } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { CallerMarks } from './caller-marks.tsx'
import type { RingingCall } from './desk-sections.ts'
import { callerDetail, callerLabel, formatNumber } from './format.ts'
import { whyItRings } from './ring-words.ts'
import { RingsAt } from './rings-at.tsx'
import { useReturnReason } from './use-return-reason.ts'

const icons = {
  new: <IconPhone size={20} aria-hidden />,
  transferred: <IconArrowsExchange size={20} aria-hidden />,
  returned: <IconArrowBackUp size={20} aria-hidden />,
}

/** A call that rings here. The oldest one has the shortcut key. */
export const RingingCard = memo(function RingingCard(ringing: RingingCall & { oldest: boolean }) {
  const nameOf = useNames()
  return ringing.kind === 'returned' ? (
    <ReturnedCard {...ringing} />
  ) : (
    <Card {...ringing} why={whyItRings(ringing, nameOf)} />
  )
})

function ReturnedCard(ringing: RingingCall & { oldest: boolean }) {
  return <Card {...ringing} {...useReturnReason(ringing.call)} />
}

interface CardProps extends RingingCall {
  /** Why it rings here. */
  why: string
  /** Why the carrier did not call the number of a transfer, and what to do. */
  refused?: string | null
  oldest: boolean
}

function Card({ call, kind, since, oldest, why, refused = null }: CardProps) {
  const { command } = useConsole()
  const hotkey = useHotkey('A')
  useCleared(call.callSid, 'ringing')
  const detail = callerDetail(call)
  const dialled =
    kind === 'new' && call.direction === 'inbound' && call.calledNumber
      ? `to ${formatNumber(call.calledNumber)}`
      : null
  const note = call.parked?.note
  return (
    <div
      role="alert"
      className={`card ring ring-${kind}`}
      data-call-sid={call.callSid}
      aria-label={`${why}: ${callerLabel(call)}`}
    >
      <span className="ring-icon">{icons[kind]}</span>
      <div className="ring-text">
        <div className="ring-why">{why}</div>
        <div className="who">
          <bdi>{callerLabel(call)}</bdi>
        </div>
        <div className="soft">
          <span aria-hidden="true" className="ring-timer">
            <Elapsed since={since} />
          </span>
          {detail ? <span className="unbroken">{detail}</span> : null}
          {detail && dialled ? ' · ' : null}
          {dialled ? <span className="unbroken">{dialled}</span> : null}
        </div>
        <CallerMarks call={call} />
        {refused ? <div className="note">{refused}</div> : null}
        {note ? <div className="note">{note}</div> : null}
        <RingsAt call={call} since={since} />
      </div>
      <div className="row">
        <Button
          look="go"
          hotkey={oldest ? hotkey : null}
          onClick={() => command(call.callSid, { type: 'claim' })}
        >
          Answer
        </Button>
        <Button look="quiet" onClick={() => command(call.callSid, { type: 'decline' })}>
          Decline
        </Button>
      </div>
    </div>
  )
}
