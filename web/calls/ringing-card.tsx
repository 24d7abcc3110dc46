import { IconArrowBackUp, IconArrowsExchange, IconPhone, IconX } from '@tabler/icons-react'
import { memo } from 'react'
import { carrierRefusalText } from '../commands/problem-text.ts'
import { useDragged } from '../desk/dragging.ts'
import { useCleared } from '../desk/use-cleared.ts'
import { useAnswersCalls, useConsole, useNames } from '../desk/use-console.ts'
import { useDigit, useKeyOf, useRowKey } from '../keys/use-key.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { CallerMarks, VipMark } from './caller-marks.tsx'
import type { RingingCall } from './desk-sections.ts'
import { callerDetail, callerLabel, formatNumber } from './format.ts'
import { whyItRings } from './ring-words.ts'
import { RingsAt } from './rings-at.tsx'
import { waitOf } from './urgency.ts'
import { useReturnReason } from './use-return-reason.ts'
import { WaitSign } from './wait-sign.tsx'

const icons = {
  new: <IconPhone size={16} aria-hidden />,
  transferred: <IconArrowsExchange size={16} aria-hidden />,
  returned: <IconArrowBackUp size={16} aria-hidden />,
}

/** A call that rings here: a row of two lines. What does not fit is cut off, and is on the card of the talk. */
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
  /** It has the shortcut key. */
  oldest: boolean
}

function Card({ call, kind, since, oldest, why, refused = null }: CardProps) {
  const { command } = useConsole()
  const letter = useKeyOf('answer')
  const digit = useDigit(call.callSid)
  const digitKey = useRowKey(call.callSid)
  const dragged = useDragged(call, 'ring', useAnswersCalls())
  useCleared(call.callSid, 'ringing')
  const detail = callerDetail(call)
  const dialled =
    kind === 'new' && call.direction === 'inbound' && call.calledNumber
      ? t('calls.toNumber', { number: formatNumber(call.calledNumber) })
      : null
  const note = call.parked?.note
  return (
    <article
      className={`ring ring-${kind}`}
      data-call-sid={call.callSid}
      aria-label={`${why}: ${callerLabel(call)}`}
      {...dragged}
    >
      <span className="ring-digit" aria-hidden="true">
        {digit}
      </span>
      <span className="ring-icon">{icons[kind]}</span>
      <div className="ring-text">
        <div className="ring-who">
          <b className="ellipsis">
            <bdi>{callerLabel(call)}</bdi>
          </b>
          <VipMark call={call} />
        </div>
        <div className="one-line">
          {kind === 'new' && call.direction === 'inbound' && (detail ?? dialled) ? null : (
            <b className="ring-why">{why}</b>
          )}
          <RingsAt call={call} since={since} />
          {refused ? <span className="bad">{carrierRefusalText(refused)}</span> : null}
          {note ? <span className="note">{note}</span> : null}
          {detail ? <span>{detail}</span> : null}
          {dialled ? <span>{dialled}</span> : null}
          <CallerMarks call={call} />
        </div>
      </div>
      <span aria-hidden="true">
        <WaitSign since={since} where={waitOf(kind)} />
      </span>
      <Button
        look="go"
        className="btn-small"
        hotkey={digitKey ?? (oldest ? letter : null)}
        onClick={() => command(call.callSid, { type: 'claim' })}
      >
        {t('button.answer')}
      </Button>
      <Button
        look="quiet"
        className="btn-small btn-icon"
        aria-label={t('button.decline')}
        title={t('button.decline')}
        icon={<IconX size={16} aria-hidden />}
        onClick={() => command(call.callSid, { type: 'decline' })}
      />
    </article>
  )
}
