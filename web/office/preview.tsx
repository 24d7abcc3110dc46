import { SegmentedControl, TextInput } from '@mantine/core'
import { useState } from 'react'
import { exceptionOn, isOpenBy, wallTime } from '../../coordinator/protocol/office/hours.ts'
import type { OfficeSettings } from '../../coordinator/protocol/office/settings.ts'
import { useSeconds } from '../desk/server-time.ts'
import { useConsole } from '../desk/use-console.ts'
import { serverNow } from '../feed/desk-store.ts'
import { wallTimeOfDay } from '../language/formats.ts'
import { t } from '../language/text.ts'
import { type Heard, heardWhenClosed, heardWhenOpen } from './heard.ts'

const WALL_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/

/** What a caller hears with these settings, saved or not: now, or at any time. */
export function Preview({ settings }: { settings: OfficeSettings }) {
  const { desk } = useConsole()
  const [at, setAt] = useState<string | null>(null)
  const now = useSeconds()
  const [day = '', time = ''] = (at ?? localNow(settings.timeZone, now)).split('T')
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  const wall = { day, minutes: hours * 60 + minutes }
  const exception = exceptionOn(settings.exceptions, day)
  const open = isOpenBy(settings, wall)
  return (
    <section className="card panel preview" aria-labelledby="preview-title">
      <h2 id="preview-title">{t('office.wouldHear')}</h2>
      <div className="row">
        <SegmentedControl
          aria-label={t('office.whenCalls')}
          value={at === null ? 'now' : 'then'}
          onChange={(value) => setAt(value === 'now' ? null : localNow(settings.timeZone, serverNow(desk)))}
          data={[
            { value: 'now', label: t('office.now') },
            { value: 'then', label: t('office.atTime') },
          ]}
        />
        {at === null ? (
          <span className="soft">
            {t('office.timeInZone', { time: wallTimeOfDay(time), zone: settings.timeZone })}
          </span>
        ) : (
          <TextInput
            type="datetime-local"
            aria-label={t('office.timeIn', { zone: settings.timeZone })}
            value={at}
            onChange={({ currentTarget: { value } }) => {
              // While it is typed it may be no time, or one in the year 20260.
              if (WALL_TIME.test(value)) setAt(value)
            }}
          />
        )}
      </div>
      <div role="status" className="heard">
        <p>
          <b className={open ? 'ok' : 'warn'}>{open ? t('office.open') : t('office.closed')}</b>
          {exception?.name ? <span className="soft"> · {exception.name}</span> : null}
        </p>
        <ol>
          {(open ? heardWhenOpen : heardWhenClosed)(settings).map((heard, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a step has nothing but its place.
            <Step key={n} heard={heard} />
          ))}
        </ol>
      </div>
    </section>
  )
}

function Step({ heard }: { heard: Heard }) {
  if (typeof heard === 'string') return <li className="soft">{t(heard)}</li>
  return (
    <li>
      {heard.kind === 'say' ? `“${heard.text || '…'}”` : t('office.theFile', { name: heard.name || '…' })}
    </li>
  )
}

/** `2026-11-23T09:05`, by the local clock of that time zone. */
function localNow(timeZone: string, at: number): string {
  const { day, minutes } = wallTime(timeZone, at)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${day}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
