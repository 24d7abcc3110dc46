import { useSelector } from '@xstate/react'
import { formatDuration } from '../calls/format.ts'
import { Section } from '../desk/section.tsx'
import { useConsole } from '../desk/use-console.ts'
import './today.css'

/** The figures of the day, in one line. */
export function TodayLine() {
  const today = useSelector(useConsole().today, ({ context }) => context.today)
  const { calls = 0, answered = 0, missed = 0, medianWaitMs = null } = today ?? {}
  const figures = [
    { label: calls === 1 ? 'call' : 'calls', value: String(calls) },
    { label: 'answered', value: calls === 0 ? '–' : `${Math.round((100 * answered) / calls)} %` },
    { label: 'median wait', value: medianWaitMs === null ? '–' : formatDuration(medianWaitMs) },
    { label: 'missed', value: String(missed) },
  ]
  return (
    <Section title="Today" className="card today">
      <dl className="figures">
        {figures.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{today === null ? '–' : value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}
