import { NativeSelect, SegmentedControl } from '@mantine/core'
import { WEEKDAYS } from '../../coordinator/protocol/office/hours.ts'
import { weekday } from '../language/formats.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import type { DraftErrors, OfficeDraft } from './draft.ts'
import { IntervalsEditor } from './intervals.tsx'

export interface EditorProps {
  draft: OfficeDraft
  errors: DraftErrors
  change: (part: Partial<OfficeDraft>) => void
}

export function HoursEditor({ draft, errors, change }: EditorProps) {
  const { week } = draft
  return (
    <section className="card panel" aria-labelledby="hours-title">
      <h2 id="hours-title">{t('office.hours')}</h2>
      <NativeSelect
        label={t('office.timeZone')}
        description={t('office.timeZoneWords')}
        data={zonesWith(draft.timeZone)}
        value={draft.timeZone}
        error={errors.get('timeZone')}
        onChange={({ currentTarget: { value } }) => change({ timeZone: value })}
      />
      <SegmentedControl
        aria-label={t('office.whenOpen')}
        value={draft.always ? 'always' : 'week'}
        onChange={(value) => change({ always: value === 'always' })}
        data={[
          { value: 'always', label: t('office.alwaysOpen') },
          { value: 'week', label: t('office.byWeek') },
        ]}
      />
      {draft.always ? null : (
        <>
          <dl className="week">
            {WEEKDAYS.map((day) => (
              <div key={day}>
                <dt>{weekday(day)}</dt>
                <dd>
                  <IntervalsEditor
                    day={weekday(day)}
                    path={`week.${day}`}
                    intervals={week[day]}
                    errors={errors}
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
            {t('office.copyMonday')}
          </Button>
        </>
      )}
    </section>
  )
}

/** The zone of this browser stands first: it is that of most offices. */
const zones = [
  ...new Set([
    Intl.DateTimeFormat().resolvedOptions().timeZone,
    'UTC',
    ...Intl.supportedValuesOf('timeZone'),
  ]),
]
const zonesWith = (zone: string) => (zones.includes(zone) ? zones : [zone, ...zones])
