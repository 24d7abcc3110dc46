import { Switch, TextInput } from '@mantine/core'
import { useSelector } from '@xstate/react'
import { WEEKDAYS, type Weekday } from '../../coordinator/protocol/office/hours.ts'
import { useConsole } from '../desk/use-console.ts'
import { weekdayNames } from '../office/draft.ts'
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
      <h2 id="quiet-hours">Your quiet hours</h2>
      <Switch
        label="No ring and no notification here"
        checked={hours.on}
        onChange={({ currentTarget: { checked } }) => change({ on: checked })}
      />
      <fieldset className="quiet-hours">
        <legend className="visually-hidden">When</legend>
        <div className="row">
          <Time label="Every day from" value={hours.from} onChange={(from) => change({ from })} />
          <Time label="to" value={hours.to} onChange={(to) => change({ to })} />
          {hours.to <= hours.from ? <span className="small soft">the next day</span> : null}
        </div>
        <fieldset className="quiet-days">
          <legend>and all day on</legend>
          {WEEKDAYS.map((day) => (
            <label key={day}>
              <input type="checkbox" checked={hours.wholeDays.includes(day)} onChange={() => toggle(day)} />
              {weekdayNames[day]}
            </label>
          ))}
        </fieldset>
      </fieldset>
      <p className="soft small">
        Kept in this browser, by its clock. While they last, colleagues read “does not ring: quiet hours”, and
        calls are offered to others first.
      </p>
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
