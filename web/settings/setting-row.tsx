import { IconLock } from '@tabler/icons-react'
import { useId } from 'react'
import { formatDay, formatDuration, formatTime, isolated } from '../calls/format.ts'
import { list } from '../language/formats.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { SettingField, type SettingFieldProps } from './setting-field.tsx'
import { textOf, valueWords, wordsIn, wordWords } from './setting-values.ts'

interface SettingRowProps extends SettingFieldProps {
  /** Somebody else has changed it while it was typed. */
  contested: boolean
  busy: boolean
  onKeep: () => void
  onTake: () => void
  onUndo: () => void
}

/** From here on seconds are shown as minutes and hours too. */
const LONG_S = 60

/** One setting: its field, what it accepts, and who changed it last. */
export function SettingRow({ contested, busy, onKeep, onTake, onUndo, ...field }: SettingRowProps) {
  const { label, setting, text } = field
  const { lockedBy, lastChange } = setting
  const id = useId()
  const others = inOtherWords(field)
  return (
    <li className="setting">
      <SettingField {...field} />
      <div className="setting-about small">
        {others === null ? null : <span className="soft">{others}</span>}
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
              before: valueWords(lastChange.before ?? setting.default),
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
              value: valueWords(setting.value),
            })}
          </p>
          <Button className="btn-small" onClick={onTake}>
            {t('settings.take', { value: textOf(setting.value) })}
          </Button>
          <Button className="btn-small" onClick={onKeep}>
            {t('settings.keep', { value: text })}
          </Button>
        </div>
      ) : null}
    </li>
  )
}

/** What is typed, said otherwise: seconds as minutes and hours, codes as countries. Roles have their own names already. */
function inOtherWords({ text, setting }: SettingFieldProps): string | null {
  if (setting.number?.unit === 'seconds')
    return /^\d{1,6}$/.test(text) && Number(text) >= LONG_S ? formatDuration(Number(text) * 1_000) : null
  if (setting.number !== null || setting.default !== null) return null
  const known = wordsIn(text, setting).filter((word) => setting.options?.includes(word))
  return known.length === 0 ? null : list(known.map(wordWords))
}
