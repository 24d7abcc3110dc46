import { useSelector } from '@xstate/react'
import { formatDuration } from '../calls/format.ts'
import { figuresOfToday } from '../calls/history.ts'
import { Section } from '../desk/section.tsx'
import { useConsole } from '../desk/use-console.ts'
import { serverNow } from '../feed/desk-store.ts'
import './today.css'

export function TodayPanel() {
  const { history, desk } = useConsole()
  const list = useSelector(history, ({ context }) => context.calls)
  const { calls, answeredShare, timeToAnswerMs, messages } = figuresOfToday(list, serverNow(desk))
  const figures = [
    { label: calls === 1 ? 'call' : 'calls', value: String(calls) },
    { label: 'answered', value: answeredShare === null ? '–' : `${Math.round(answeredShare * 100)} %` },
    { label: 'to answer', value: timeToAnswerMs === null ? '–' : formatDuration(timeToAnswerMs) },
    { label: messages === 1 ? 'message' : 'messages', value: String(messages) },
  ]
  return (
    <Section title="Today" className="today">
      <dl className="card figures">
        {figures.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}
