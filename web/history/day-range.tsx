import { TextInput } from '@mantine/core'
import { t } from '../language/text.ts'

interface DayRangeProps {
  /** As `<input type="date">` has it, in this browser's time; empty: any. */
  from: string
  to: string
  onChange: (days: { from: string } | { to: string }) => void
}

/** From which day to which. */
export function DayRange({ from, to, onChange }: DayRangeProps) {
  return (
    <div className="row">
      <TextInput
        type="date"
        aria-label={t('history.from')}
        max={to || undefined}
        value={from}
        onChange={({ currentTarget: { value } }) => onChange({ from: value })}
      />
      <span className="soft">{t('history.to')}</span>
      <TextInput
        type="date"
        aria-label={t('history.toLabel')}
        min={from || undefined}
        value={to}
        onChange={({ currentTarget: { value } }) => onChange({ to: value })}
      />
    </div>
  )
}
