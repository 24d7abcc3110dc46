import { Switch, TextInput } from '@mantine/core'
import type { SettingView } from '../../coordinator/protocol/settings.ts'
import { Role } from '../../machines/ids.ts'
import { number } from '../language/formats.ts'
import { t, type Words } from '../language/text.ts'
import { valueWords, wordsIn, wordWords } from './setting-values.ts'

export interface SettingFieldProps {
  name: string
  label: string
  words: string
  setting: SettingView
  /** As it stands in the field. */
  text: string
  error: string | undefined
  onType: (text: string) => void
}

const UNITS: Readonly<Record<'seconds' | 'minutes' | 'days', Words>> = {
  seconds: 'settings.seconds',
  minutes: 'settings.minutesUnit',
  days: 'settings.days',
}

export const fieldOf = (name: string) => `setting-${name}`

/** A number or a list is typed, and roles are switched on and off. */
export function SettingField(props: SettingFieldProps) {
  const { name, label, words, setting, text, error, onType } = props
  if (setting.options?.every((word) => Role.safeParse(word).success)) return <Roles {...props} />
  const unit = setting.number?.unit ?? null
  return (
    <TextInput
      id={fieldOf(name)}
      label={label}
      description={`${words} ${acceptsWords(setting)}`}
      inputMode={setting.number === null ? 'text' : 'numeric'}
      autoComplete="off"
      value={text}
      error={error}
      readOnly={setting.lockedBy !== null}
      rightSection={unit === null ? null : <span aria-hidden>{t(UNITS[unit])}</span>}
      rightSectionWidth={92}
      onChange={({ currentTarget: { value } }) => onType(value)}
    />
  )
}

function Roles({ name, label, words, setting, text, error, onType }: SettingFieldProps) {
  const chosen = wordsIn(text, setting)
  const withOrWithout = (role: string, on: boolean) =>
    (setting.options ?? []).filter((it) => (it === role ? on : chosen.includes(it))).join(', ')
  return (
    <fieldset className="setting-roles" id={fieldOf(name)} tabIndex={-1} disabled={setting.lockedBy !== null}>
      <legend>{label}</legend>
      <p className="soft small">{`${words} ${acceptsWords(setting)}`}</p>
      {setting.options?.map((role) => (
        <Switch
          key={role}
          label={wordWords(role)}
          checked={chosen.includes(role)}
          onChange={({ currentTarget: { checked } }) => onType(withOrWithout(role, checked))}
        />
      ))}
      {error === undefined ? null : <p className="bad small">{error}</p>}
    </fieldset>
  )
}

function acceptsWords(setting: SettingView): string {
  const standard = valueWords(setting.default)
  if (setting.number === null) return t('settings.standard', { standard })
  const { least, most } = setting.number
  return t('settings.accepts', { least: number(least), most: number(most), standard })
}
