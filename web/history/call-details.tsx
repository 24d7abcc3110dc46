import { IconPhoneOutgoing, IconX } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { TimelineEntry } from '../../coordinator/protocol/timeline.ts'
import { ConfirmedMark } from '../calls/caller-marks.tsx'
import { callerDetail, formatDay, formatDuration, formatNumber, formatTime } from '../calls/format.ts'
import { useConsole, useNames } from '../desk/use-console.ts'
import { serverNow } from '../feed/desk-store.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { RecordingsOfCall } from '../recordings/recordings-of-call.tsx'
import { Stretches } from '../timeline/stretches.tsx'
import { stretchesOf, totalsOf } from '../timeline/timeline.ts'
import { Entries, useTimeline } from '../timeline/timeline-of-call.tsx'
import { numberToCall, partyLabel } from './call-row.tsx'
import { WrapUp } from './wrap-up.tsx'

interface CallDetailsProps {
  call: CallView
  onCall: (call: CallView) => void
  onClose: () => void
}

/** Who had the caller, when, and what came of it. */
export function CallDetails({ call, onCall, onClose }: CallDetailsProps) {
  const nameOf = useNames()
  const timeline = useTimeline(call)
  const heading = useRef<HTMLHeadingElement>(null)
  const label = partyLabel(call, nameOf)
  const day = call.endedAt ?? call.updatedAt
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <article className="card call-details" aria-label={t('history.callWith', { label })}>
      <div className="details-head">
        <div className="grow">
          <h2 ref={heading} tabIndex={-1}>
            <bdi>{label}</bdi>
          </h2>
          <div className="soft">
            {[
              callerDetail(call),
              call.direction === 'inbound' && call.calledNumber
                ? t('history.toNumber', { number: formatNumber(call.calledNumber) })
                : null,
              `${formatDay(day)} ${formatTime(day)}`,
            ]
              .filter(Boolean)
              .join(' · ')}
          </div>
          {call.confirmedBy === undefined ? null : (
            <div className="soft">
              <ConfirmedMark by={call.confirmedBy} />
            </div>
          )}
        </div>
        <Button
          look="go"
          icon={<IconPhoneOutgoing size={16} aria-hidden />}
          disabled={numberToCall(call) === null}
          onClick={() => onCall(call)}
        >
          {t('history.call')}
        </Button>
        <button type="button" className="icon-button" aria-label={t('button.close')} onClick={onClose}>
          <IconX size={18} aria-hidden />
        </button>
      </div>
      <RecordingsOfCall call={call} name={label} />
      {timeline.failed ? <p className="bad">{t('timeline.failed')}</p> : null}
      {timeline.entries === null && !timeline.failed ? <p className="soft">{t('start.reading')}</p> : null}
      {timeline.entries === null ? null : (
        <>
          <Facts call={call} entries={timeline.entries} />
          <Stretches entries={timeline.entries} />
          <Entries entries={timeline.entries} />
        </>
      )}
      <WrapUp call={call} />
    </article>
  )
}

function Facts({ call, entries }: { call: CallView; entries: readonly TimelineEntry[] }) {
  const { desk } = useConsole()
  const { talkedMs, parkedMs, heldMs, waitedMs } = totalsOf(stretchesOf(entries, serverNow(desk)))
  const { answeredAt, createdAt } = call
  const facts: [string, number][] = [
    [t('history.talk'), talkedMs],
    [t('history.wait'), answeredAt === null ? waitedMs : Date.parse(answeredAt) - Date.parse(createdAt)],
    [t('history.inLot'), parkedMs],
    [t('history.held'), heldMs],
  ]
  return (
    <dl className="facts">
      {facts.map(([name, ms]) => (
        <div key={name}>
          <dd>{formatDuration(ms)}</dd>
          <dt>{name}</dt>
        </div>
      ))}
    </dl>
  )
}
