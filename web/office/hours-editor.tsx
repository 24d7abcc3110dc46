import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { WEEKDAYS } from '../../coordinator/protocol/office/hours.ts'
import { Button } from '../look/button.tsx'
import { type DraftErrors, type OfficeDraft, weekdayNames } from './draft.ts'
import { IntervalsEditor } from './intervals.tsx'

export interface EditorProps {
  draft: OfficeDraft
  faults: DraftErrors
  change: (part: Partial<OfficeDraft>) => void
}

export function HoursEditor({ draft, faults, change }: EditorProps) {
  const { week } = draft
  return (
    <section className="card panel" aria-labelledby="hours-title">
      <h2 id="hours-title">Opening hours</h2>
      <NativeSelect
        label="Time zone"
        description="The hours are those of a clock on a wall there, summer and winter"
        data={zonesWith(draft.timeZone)}
        value={draft.timeZone}
        error={faults.get('timeZone')}
        onChange={({ currentTarget: { value } }) => change({ timeZone: value })}
      />
      <SegmentedControl
        aria-label="When the office is open"
        value={draft.always ? 'always' : 'week'}
        onChange={(value) => change({ always: value === 'always' })}
        data={[
          { value: 'always', label: 'Always open' },
          { value: 'week', label: 'By the week' },
        ]}
      />
      {draft.always ? null : (
        <>
          <dl className="week">
            {WEEKDAYS.map((day) => (
              <div key={day}>
                <dt>{weekdayNames[day]}</dt>
                <dd>
                  <IntervalsEditor
                    day={weekdayNames[day]}
                    path={`week.${day}`}
                    intervals={week[day]}
                    faults={faults}
                    onChange={(intervals) => change({ week: { ...week, [day]: intervals } })}
                  />
                </dd>
              </div>
            ))}
          </dl>
          <Button
            className="btn-small"
            onClick={() =>
              change({ week: { ...week, tue: week.mon, wed: week.mon, thu: week.mon, fri: week.mon } })
            }
          >
            Monday’s hours for Tuesday to Friday
          </Button>
        </>
      )}
    </section>
  )
}

/** Holidays, and days that are longer or shorter than others. */
export function ExceptionsEditor({ draft, faults, change }: EditorProps) {
  const { exceptions } = draft
  const replace = (place: number, part: Partial<(typeof exceptions)[number]>) =>
    change({ exceptions: exceptions.map((it, n) => (n === place ? { ...it, ...part } : it)) })
  return (
    <section className="card panel" aria-labelledby="exceptions-title">
      <h2 id="exceptions-title">Holidays and special days</h2>
      <p className="soft small">They go before the week. Without hours the office is closed all day.</p>
      <ul className="exceptions" aria-label="Special days">
        {exceptions.map((exception, place) => {
          const name = exception.name || exception.day || `day ${place + 1}`
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the day itself is being written
            <li key={place}>
              <div className="exception-head">
                <TextInput
                  type="date"
                  label="Day"
                  value={exception.day}
                  error={faults.get(`exceptions.${place}.day`)}
                  onChange={({ currentTarget: { value } }) => replace(place, { day: value })}
                />
                <TextInput
                  label="Name"
                  className="grow"
                  maxLength={60}
                  value={exception.name}
                  error={faults.get(`exceptions.${place}.name`)}
                  onChange={({ currentTarget: { value } }) => replace(place, { name: value })}
                />
                <Button
                  className="btn-small"
                  look="quiet"
                  icon={<IconTrash size={15} aria-hidden />}
                  aria-label={`Remove ${name}`}
                  onClick={() => change({ exceptions: exceptions.filter((_, n) => n !== place) })}
                >
                  Remove
                </Button>
              </div>
              <IntervalsEditor
                day={name}
                path={`exceptions.${place}.hours`}
                intervals={exception.hours}
                faults={faults}
                onChange={(hours) => replace(place, { hours })}
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
      {faults.get('exceptions') ? <span className="small bad">{faults.get('exceptions')}</span> : null}
    </section>
  )
}

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')]
const zonesWith = (zone: string) => (zones.includes(zone) ? zones : [zone, ...zones])
