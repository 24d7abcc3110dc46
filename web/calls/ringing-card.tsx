import { IconArrowBackUp, IconArrowsExchange, IconPhone } from '@tabler/icons-react'
import { memo } from 'react'
import { useCleared } from '../desk/use-cleared.ts'
import { useConsole, useNames } from '../desk/use-console.ts'
import { useKeyOf, useRowKey } from '../keys/use-key.ts'
import { Button } from '../look/button.tsx'
import { CallerMarks } from './caller-marks.tsx'
import type { RingingCall } from './desk-sections.ts'
import { callerDetail, callerLabel, formatNumber } from './format.ts'
import { whyItRings } from './ring-words.ts'
import { RingsAt } from './rings-at.tsx'
import { waitOf } from './urgency.ts'
import { useReturnReason } from './use-return-reason.ts'
import { WaitSign } from './wait-sign.tsx'

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
  const letter = useKeyOf('answer')
  const digit = useRowKey(call.callSid)
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
        <div className="ring-head">
          <span className="ring-why grow">{why}</span>
          <span aria-hidden="true">
            <WaitSign since={since} where={waitOf(kind)} />
          </span>
        </div>
        <div className="who">
          <bdi>{callerLabel(call)}</bdi>
        </div>
        <div className="soft">
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
          hotkey={digit ?? (oldest ? letter : null)}
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
