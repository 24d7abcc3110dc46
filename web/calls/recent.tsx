import { IconArrowDownLeft, IconArrowUpRight } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { Section } from '../desk/section.tsx'
import { useConsole, useNames } from '../desk/use-console.ts'
import { TimelineDialog } from '../timeline/timeline-dialog.tsx'
import { callerLabel, formatDuration, formatTime } from './format.ts'
import './recent.css'

const SHOWN = 8

export function RecentCalls() {
  const { history } = useConsole()
  const list = useSelector(history, ({ context }) => context.calls)
  const [opened, setOpened] = useState<CallView | null>(null)
  return (
    <Section title="Recent" className="recent">
      {list.length === 0 ? (
        <p className="empty">No calls have ended yet.</p>
      ) : (
        <ul className="card rows">
          {list.slice(0, SHOWN).map((call) => (
            <RecentRow key={call.callSid} call={call} onOpen={() => setOpened(call)} />
          ))}
        </ul>
      )}
      <TimelineDialog call={opened} onClose={() => setOpened(null)} />
    </Section>
  )
}

function RecentRow({ call, onOpen }: { call: CallView; onOpen: () => void }) {
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
      <button type="button" className="link ellipsis" aria-label={`${label}: timeline`} onClick={onOpen}>
        {label}
      </button>
      <span className={`small ellipsis ${bad ? 'bad' : 'soft'}`}>{outcome(call, nameOf)}</span>
      <span className="faint small time-of-day">{formatTime(call.endedAt ?? call.updatedAt)}</span>
    </li>
  )
}

function outcome(call: CallView, nameOf: (who: string) => string): string {
  const ended = Date.parse(call.endedAt ?? call.updatedAt)
  const lasted = formatDuration(ended - Date.parse(call.answeredAt ?? call.createdAt))
  switch (call.outcome) {
    case 'answered':
      return `${capital(call.agentId ? nameOf(call.agentId) : 'answered')} · ${lasted}`
    case 'abandoned':
      if (call.direction !== 'inbound') return `Given up · ${lasted}`
      return `Hung up · waited ${lasted}`
    case 'voicemail':
      return 'Left a message'
    case 'missed':
      if (call.direction !== 'inbound') return 'Not reached'
      return `Missed · waited ${lasted}`
    case 'removed':
      return 'Removed from the lot'
    case 'failed':
      return 'Connection failed'
    case null:
      return ''
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
