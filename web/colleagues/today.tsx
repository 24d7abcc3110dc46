import { useSelector } from '@xstate/react'
import { formatDuration } from '../calls/format.ts'
import { Section } from '../desk/section.tsx'
import { useConsole } from '../desk/use-console.ts'
import { number } from '../language/formats.ts'
import { t } from '../language/text.ts'
import './today.css'

/** The figures of the day, in one line. */
export function TodayLine() {
  const today = useSelector(useConsole().today, ({ context }) => context.today)
  const { calls = 0, answered = 0, missed = 0, medianWaitMs = null } = today ?? {}
  const figures = [
    { label: t('colleagues.calls', { calls }), value: number(calls) },
    {
      label: t('colleagues.answered'),
      value: calls === 0 ? '–' : `${number(Math.round((100 * answered) / calls))} %`,
    },
    { label: t('colleagues.medianWait'), value: medianWaitMs === null ? '–' : formatDuration(medianWaitMs) },
    { label: t('colleagues.missed'), value: number(missed) },
  ]
  return (
    <Section title={t('colleagues.today')} className="card today">
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
