import { TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import type { Interval } from '../../coordinator/protocol/office/hours.ts'
import { wallTimeOfDay } from '../language/formats.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import type { DraftErrors } from './draft.ts'

interface IntervalsProps {
  /** The name of their day, as the screen shows it. */
  day: string
  /** The key of the field in `errors`. */
  path: string
  intervals: readonly Interval[]
  errors: DraftErrors
  onChange: (intervals: Interval[]) => void
}

/** The hours of one day: none, one, or several. */
export function IntervalsEditor({ day, path, intervals, errors, onChange }: IntervalsProps) {
  const replace = (index: number, part: Partial<Interval>) =>
    onChange(intervals.map((it, n) => (n === index ? { ...it, ...part } : it)))
  const add = () => onChange([...intervals, another(intervals.at(-1))])
  const error = errors.get(path)
  return (
    <div className="intervals">
      {intervals.length === 0 ? <span className="soft">{t('office.closed')}</span> : null}
      {intervals.map((interval, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: hours have no name but their number
        <div className="interval" key={index}>
          <TextInput
            type="time"
            aria-label={t('office.opens', { day })}
            value={interval.from}
            error={errors.get(`${path}.${index}.from`)}
            onChange={({ currentTarget: { value } }) => replace(index, { from: value })}
          />
          <span className="soft">{t('quietHours.to')}</span>
          <TextInput
            type="time"
            aria-label={t('office.closes', { day })}
            value={interval.to}
            error={errors.get(`${path}.${index}.to`)}
            onChange={({ currentTarget: { value } }) => replace(index, { to: value })}
          />
          {interval.to !== '' && interval.to <= interval.from ? (
            <span className="small soft">{t('quietHours.nextDay')}</span>
          ) : null}
          <button
            type="button"
            className="icon-button"
            aria-label={t('office.removeHours', { day, from: shown(interval.from), to: shown(interval.to) })}
            onClick={() => onChange(intervals.filter((_, n) => n !== index))}
          >
            <IconX size={16} aria-hidden />
          </button>
        </div>
      ))}
      <Button
        className="btn-small"
        look="quiet"
        icon={<IconPlus size={15} aria-hidden />}
        aria-label={t('office.addHoursOn', { day })}
        onClick={add}
      >
        {t('office.addHours')}
      </Button>
      {error ? <span className="small bad">{capital(error)}</span> : null}
    </div>
  )
}

/** A usual day, or two hours after what is there. */
function another(last: Interval | undefined): Interval {
  if (!last || last.to === '') return { from: '09:00', to: '17:00' }
  const [hours = '', minutes = ''] = last.to.split(':')
  return { from: last.to, to: `${String((Number(hours) + 2) % 24).padStart(2, '0')}:${minutes}` }
}

/** A field may be empty while somebody types. */
const shown = (time: string) => (time === '' ? '' : wallTimeOfDay(time))

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
