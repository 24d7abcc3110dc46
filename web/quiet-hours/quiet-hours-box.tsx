import { Switch, TextInput } from '@mantine/core'
import { useSelector } from '@xstate/react'
import { WEEKDAYS, type Weekday } from '../../coordinator/protocol/office/hours.ts'
import { useConsole } from '../desk/use-console.ts'
import { weekday } from '../language/formats.ts'
import { t } from '../language/text.ts'
import type { QuietHours } from './quiet-hours.ts'
import './quiet-hours.css'

/** The agent's own hours without sound and notifications, in this browser. */
export function QuietHoursBox() {
  const { quietHours } = useConsole()
  const hours = useSelector(quietHours, ({ context }) => context.hours)
  const change = (part: Partial<QuietHours>) => quietHours.trigger.changed({ part })
  const toggle = (day: Weekday) => {
    const { wholeDays } = hours
    change({
      wholeDays: wholeDays.includes(day) ? wholeDays.filter((it) => it !== day) : [...wholeDays, day],
    })
  }
  return (
    <section className="card ready-box" aria-labelledby="quiet-hours">
      <h2 id="quiet-hours">{t('quietHours.title')}</h2>
      <Switch
        label={t('quietHours.on')}
        checked={hours.on}
        onChange={({ currentTarget: { checked } }) => change({ on: checked })}
      />
      <fieldset className="quiet-hours">
        <legend className="visually-hidden">{t('quietHours.when')}</legend>
        <div className="row">
          <Time label={t('quietHours.from')} value={hours.from} onChange={(from) => change({ from })} />
          <Time label={t('quietHours.to')} value={hours.to} onChange={(to) => change({ to })} />
          {hours.to <= hours.from ? <span className="small soft">{t('quietHours.nextDay')}</span> : null}
        </div>
        <fieldset className="quiet-days">
          <legend>{t('quietHours.allDay')}</legend>
          {WEEKDAYS.map((day) => (
            <label key={day}>
              <input type="checkbox" checked={hours.wholeDays.includes(day)} onChange={() => toggle(day)} />
              {weekday(day)}
            </label>
          ))}
        </fieldset>
      </fieldset>
      <p className="soft small">{t('quietHours.where')}</p>
    </section>
  )
}

interface TimeProps {
  label: string
  value: string
  onChange: (time: string) => void
}

/** A field that is empty while somebody types is no time yet. */
function Time({ label, value, onChange }: TimeProps) {
  return (
    <TextInput
      type="time"
      label={label}
      required
      withAsterisk={false}
      defaultValue={value}
      onChange={({ currentTarget: { value: time } }) => {
        if (time !== '') onChange(time)
      }}
    />
  )
}
