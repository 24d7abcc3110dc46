import { useEffect, useRef } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { callerTrust } from '../../coordinator/protocol/caller-trust.ts'
import { outsideNumberOf } from '../../coordinator/protocol/outside-number.ts'
import { AddKey, ConfirmKey, RecordKey } from '../contacts/caller-panel.tsx'
import { useDragged } from '../desk/dragging.ts'
import { Elapsed } from '../desk/elapsed.tsx'
import { useCleared } from '../desk/use-cleared.ts'
import { t } from '../language/text.ts'
import { CallerMarks, VipMark } from './caller-marks.tsx'
import { DigitKeys } from './digit-keys.tsx'
import { callerDetail, callerLabel, formatDuration, formatNumber } from './format.ts'
import { LegStatus } from './leg-status.tsx'
import { NoteKey } from './note-key.tsx'
import { RecordingKeys } from './recording-key.tsx'
import { RecordingMark } from './recording-mark.tsx'
import { SupervisorMark } from './supervisor-mark.tsx'
import { type DialogToOpen, TalkKeys } from './talk-keys.tsx'
import './talk-card.css'

/** The call on which this agent talks, or which this agent holds with no other call beside it. */
export function TalkCard({ call, park, transfer }: { call: CallView } & DialogToOpen) {
  const held = call.state === 'active.held'
  const dialling = call.state === 'active.dialling'
  const connecting = call.state === 'active.connecting' || dialling
  const dragged = useDragged(call, 'mine', !dialling)
  const card = useRef<HTMLElement>(null)
  useCleared(call.callSid, 'my-call')
  // The pressed button is gone with its card, so the new card takes the focus.
  useEffect(() => {
    if (document.activeElement === document.body) card.current?.focus({ preventScroll: true })
  }, [])
  const detail = callerDetail(call) ?? directionText(call)
  // A doubt comes before the name that it is about, and what is sure after it.
  const denied = callerTrust(call) === 'denied'
  const marks = call.direction === 'inbound' ? <CallerMarks call={call} /> : null

  return (
    <article
      ref={card}
      tabIndex={-1}
      aria-label={t('calls.callWith', { caller: callerLabel(call) })}
      className={`card mine ${held ? 'mine-held' : ''}`}
      data-call-sid={call.callSid}
    >
      <div className="mine-head" {...dragged}>
        <div className="grow">
          <div className="who">
            <bdi>{callerLabel(call)}</bdi> <VipMark call={call} />
          </div>
          <div className="mine-detail">
            <div className="one-line">
              <SupervisorMark call={call} />
              {denied ? marks : null}
              {detail ? <span>{detail}</span> : null}
              {denied ? null : marks}
            </div>
            <ConfirmKey call={call} />
            <AddKey call={call} />
          </div>
        </div>
        <div className="mine-clock">
          <Elapsed since={(held ? call.heldAt : call.answeredAt) ?? call.createdAt} className="time" />
          <span className={held ? 'tag tag-hold' : 'tag tag-talk'}>
            {held
              ? t('calls.onHold')
              : dialling
                ? t('calls.calling')
                : connecting
                  ? t('calls.connecting')
                  : t('calls.talking')}
          </span>
        </div>
      </div>
      <div className="talk-line">
        <RecordingMark call={call} />
        <RecordingKeys call={call} />
        <LegStatus callSid={call.callSid} />
      </div>
      <TalkKeys call={call} park={park} transfer={transfer} />
      <p className="tail">
        {call.answeredAt
          ? t('calls.waited', {
              duration: formatDuration(Date.parse(call.answeredAt) - Date.parse(call.createdAt)),
            })
          : dialling
            ? t('calls.ringing')
            : t('calls.answering')}
        {dialling ? null : <DigitKeys callSid={call.callSid} />}
        <NoteKey call={call} />
        <RecordKey call={call} />
        {dialling || outsideNumberOf(call) !== null ? null : (
          <span className="hint">{t('calls.dragHint')}</span>
        )}
      </p>
    </article>
  )
}

/** The called number of an inbound call, or what other kind of call it is. */
function directionText({ direction, calledNumber }: CallView): string | null {
  if (direction === 'internal') return t('calls.colleague')
  if (direction === 'outbound') return t('calls.youCalled')
  return calledNumber ? t('calls.calledNumber', { number: formatNumber(calledNumber) }) : null
}
