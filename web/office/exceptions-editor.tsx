import { TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { t } from '../language/text.ts'
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
      <h2 id="exceptions-title">{t('office.specialDays')}</h2>
      <p className="soft small">{t('office.specialDaysWords')}</p>
      <ul className="exceptions" aria-label={t('office.specialDaysList')}>
        {exceptions.map((exception, index) => {
          const name = exception.name || exception.day || t('office.dayNumber', { number: index + 1 })
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the day itself can change
            <li key={index}>
              <div className="exception-head">
                <TextInput
                  type="date"
                  label={t('office.day')}
                  value={exception.day}
                  error={errors.get(`exceptions.${index}.day`)}
                  onChange={({ currentTarget: { value } }) => replace(index, { day: value })}
                />
                <TextInput
                  label={t('office.name')}
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
                  aria-label={t('office.removeDay', { name })}
                  onClick={() => change({ exceptions: exceptions.filter((_, n) => n !== index) })}
                >
                  {t('button.remove')}
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
        {t('office.addDay')}
      </Button>
      {errors.get('exceptions') ? <span className="small bad">{errors.get('exceptions')}</span> : null}
    </section>
  )
}
