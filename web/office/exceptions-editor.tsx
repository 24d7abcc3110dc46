import { TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { Button } from '../look/button.tsx'
import type { EditorProps } from './hours-editor.tsx'
import { IntervalsEditor } from './intervals.tsx'

/** Holidays, and days that are longer or shorter than others. */
export function ExceptionsEditor({ draft, errors, change }: EditorProps) {
  const { exceptions } = draft
  const replace = (index: number, part: Partial<(typeof exceptions)[number]>) =>
    change({ exceptions: exceptions.map((it, n) => (n === index ? { ...it, ...part } : it)) })
  return (
    <section className="card panel" aria-labelledby="exceptions-title">
      <h2 id="exceptions-title">Holidays and special days</h2>
      <p className="soft small">
        These override the weekly hours. Without hours the office is closed all day.
      </p>
      <ul className="exceptions" aria-label="Special days">
        {exceptions.map((exception, index) => {
          const name = exception.name || exception.day || `day ${index + 1}`
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the day itself can change
            <li key={index}>
              <div className="exception-head">
                <TextInput
                  type="date"
                  label="Day"
                  value={exception.day}
                  error={errors.get(`exceptions.${index}.day`)}
                  onChange={({ currentTarget: { value } }) => replace(index, { day: value })}
                />
                <TextInput
                  label="Name"
                  className="grow"
                  maxLength={60}
                  value={exception.name}
                  error={errors.get(`exceptions.${index}.name`)}
                  onChange={({ currentTarget: { value } }) => replace(index, { name: value })}
                />
                <Button
                  className="btn-small"
                  look="quiet"
                  icon={<IconTrash size={15} aria-hidden />}
                  aria-label={`Remove ${name}`}
                  onClick={() => change({ exceptions: exceptions.filter((_, n) => n !== index) })}
                >
                  Remove
                </Button>
              </div>
              <IntervalsEditor
                day={name}
                path={`exceptions.${index}.hours`}
                intervals={exception.hours}
                errors={errors}
                onChange={(hours) => replace(index, { hours })}
              />
            </li>
          )
        })}
      </ul>
      <Button
        className="btn-small"
        icon={<IconPlus size={15} aria-hidden />}
        onClick={() => change({ exceptions: [...exceptions, { day: '', name: '', hours: [] }] })}
      >
        Add a day
      </Button>
      {errors.get('exceptions') ? <span className="small bad">{errors.get('exceptions')}</span> : null}
    </section>
  )
}
