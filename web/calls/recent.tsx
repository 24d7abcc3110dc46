import { IconArrowDownLeft, IconArrowUpRight } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { memo, useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { Section } from '../desk/section.tsx'
import { useAnswersCalls, useConsole, useNames } from '../desk/use-console.ts'
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
      title="Recent"
      aside={
        answers ? (
          <a className="link" href={hrefOf('history')}>
            All calls
          </a>
        ) : null
      }
      className="recent"
    >
      {list.length === 0 ? (
        <p className="empty">
          No calls have ended yet. The last ones stand here, with who had them and what came of them.
        </p>
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
      <Arrow size={16} className="soft" aria-label={call.direction === 'inbound' ? 'Incoming' : 'Outgoing'} />
      <button
        type="button"
        className="link ellipsis"
        aria-label={`${label}: timeline`}
        onClick={() => onOpen(call)}
      >
        <bdi>{label}</bdi>
      </button>
      <span className={`small ellipsis ${bad ? 'bad' : 'soft'}`}>{outcomeInWords(call, nameOf)}</span>
      <span className="faint small time-of-day">{formatTime(call.endedAt ?? call.updatedAt)}</span>
    </li>
  )
})
