import { TextInput } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useId } from 'react'
import type { SettingView } from '../../coordinator/protocol/settings.ts'
import { formatDay, formatDuration, formatTime, isolated } from '../calls/format.ts'
import { number } from '../language/formats.ts'
import { t, type Words } from '../language/text.ts'
import { Button } from '../look/button.tsx'

export interface SettingRowProps {
  name: string
  label: string
  words: string
  setting: SettingView
  /** As it stands in the field. */
  text: string
  error: string | undefined
  /** Somebody else has changed it while it was typed. */
  contested: boolean
  busy: boolean
  onType: (text: string) => void
  onKeep: () => void
  onTake: () => void
  onUndo: () => void
}

const UNITS: Readonly<Record<NonNullable<SettingView['unit']>, Words>> = {
  seconds: 'settings.seconds',
  minutes: 'settings.minutesUnit',
  days: 'settings.days',
}

/** From here on seconds are shown as minutes and hours too. */
const LONG_S = 60

export const fieldOf = (name: string) => `setting-${name}`

/** One setting: its field, what it accepts, and who changed it last. */
export function SettingRow(props: SettingRowProps) {
  const { name, label, words, setting, text, error, busy, contested, onType, onKeep, onTake, onUndo } = props
  const { least, most, unit, lockedBy, lastChange } = setting
  const id = useId()
  const isLong = unit === 'seconds' && /^\d{1,6}$/.test(text) && Number(text) >= LONG_S
  return (
    <li className="setting">
      <TextInput
        id={fieldOf(name)}
        label={label}
        description={`${words} ${t('settings.accepts', {
          least: number(least),
          most: number(most),
          standard: number(setting.default),
        })}`}
        inputMode="numeric"
        autoComplete="off"
        value={text}
        error={error}
        readOnly={lockedBy !== null}
        rightSection={unit === null ? null : <span aria-hidden>{t(UNITS[unit])}</span>}
        rightSectionWidth={92}
        rightSectionPointerEvents="none"
        onChange={({ currentTarget: { value } }) => onType(value)}
      />
      <div className="setting-about small">
        {isLong ? <span className="soft">{formatDuration(Number(text) * 1_000)}</span> : null}
        {lockedBy === null ? null : (
          <span className="setting-locked">
            <IconLock size={14} aria-hidden />
            {t('settings.locked', { variable: lockedBy })}
          </span>
        )}
        {lastChange === null ? null : (
          <span className="soft" id={id}>
            {t('settings.changedBy', {
              name: isolated(lastChange.by.name),
              day: formatDay(lastChange.at),
              time: formatTime(lastChange.at),
              before: number(lastChange.before ?? setting.default),
            })}
          </span>
        )}
        {lastChange === null || lockedBy !== null ? null : (
          <Button
            className="btn-small"
            aria-label={t('settings.undoOf', { label })}
            aria-describedby={id}
            disabled={busy}
            onClick={onUndo}
          >
            {t('settings.undo')}
          </Button>
        )}
      </div>
      {contested ? (
        <div className="setting-contested" role="alert">
          <p>
            {t('settings.contested', {
              name: isolated(lastChange?.by.name ?? t('office.somebody')),
              value: number(setting.value),
            })}
          </p>
          <Button className="btn-small" onClick={onTake}>
            {t('settings.take', { value: number(setting.value) })}
          </Button>
          <Button className="btn-small" onClick={onKeep}>
            {t('settings.keep', { value: text })}
          </Button>
        </div>
      ) : null}
    </li>
  )
}
