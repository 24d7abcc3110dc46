import { IconArrowDownLeft, IconArrowUpRight } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { memo, useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { Section } from '../desk/section.tsx'
import { useAnswersCalls, useConsole, useNames } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { hrefOf } from '../pages/page.ts'
import { TimelineDialog } from '../timeline/timeline-dialog.tsx'
import { callerLabel, formatTime } from './format.ts'
import { outcomeInWords } from './outcome-words.ts'
import './recent.css'

const SHOWN = 8

export function RecentCalls() {
  const { history } = useConsole()
  const list = useSelector(history, ({ context }) => context.calls)
  const answers = useAnswersCalls()
  const [opened, setOpened] = useState<CallView | null>(null)
  return (
    <Section
      title={t('calls.recent')}
      aside={
        answers ? (
          <a className="link" href={hrefOf('history')}>
            {t('calls.allCalls')}
          </a>
        ) : null
      }
      className="recent"
    >
      {list.length === 0 ? (
        <p className="empty">{t('calls.noneEnded')}</p>
      ) : (
        <ul className="card rows">
          {list.slice(0, SHOWN).map((call) => (
            <RecentRow key={call.callSid} call={call} onOpen={setOpened} />
          ))}
        </ul>
      )}
      <TimelineDialog call={opened} onClose={() => setOpened(null)} />
    </Section>
  )
}

const RecentRow = memo(function RecentRow({
  call,
  onOpen,
}: {
  call: CallView
  onOpen: (call: CallView) => void
}) {
  const nameOf = useNames()
  const Arrow = call.direction === 'inbound' ? IconArrowDownLeft : IconArrowUpRight
  const label =
    call.direction === 'internal'
      ? `${callerLabel(call)} → ${nameOf(call.calledNumber ?? '')}`
      : callerLabel(call)
  const bad = call.outcome === 'abandoned' || call.outcome === 'missed' || call.outcome === 'failed'
  return (
    <li className="list-row recent-row">
      <Arrow
        size={16}
        className="soft"
        aria-label={call.direction === 'inbound' ? t('calls.incoming') : t('calls.outgoing')}
      />
      <button
        type="button"
        className="link ellipsis"
        aria-label={t('calls.timelineOf', { label })}
        onClick={() => onOpen(call)}
      >
        <bdi>{label}</bdi>
      </button>
      <span className={`small ellipsis ${bad ? 'bad' : 'soft'}`}>{outcomeInWords(call, nameOf)}</span>
      <span className="faint small time-of-day">{formatTime(call.endedAt ?? call.updatedAt)}</span>
    </li>
  )
})
