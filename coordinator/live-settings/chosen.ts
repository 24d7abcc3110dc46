import type { SettingsBody, SettingValue } from '../protocol/settings.ts'
import { SettingName } from '../settings/changeable.ts'
import type { SettingRules, SettingTexts } from '../settings/setting-rules.ts'
import { textOf, valueIn } from './setting-values.ts'
import { type StoredSettings, textsIn } from './stored.ts'

/** A change of one setting, in the words of the environment. Null: the default. */
export interface ChosenValue {
  name: SettingName
  before: string | null
  text: string | null
}

export interface SettingsFault {
  /** In the body of the request. */
  path: string
  message: string
}

/** What an administrator changes, and what is wrong with it. */
export function chosenIn(
  { settings: given }: SettingsBody,
  stored: StoredSettings,
  rules: SettingRules,
): { changes: ChosenValue[]; faults: SettingsFault[] } {
  const { environment } = rules
  const { used } = rules.settingsOf(textsIn(stored))
  const changes: ChosenValue[] = []
  const faults: SettingsFault[] = []
  const refuse = (name: string, message: string) => faults.push({ path: `settings.${name}.value`, message })

  for (const [key, { value }] of Object.entries(given)) {
    const name = SettingName.safeParse(key).data
    if (name === undefined) {
      refuse(key, 'is no setting that can be changed here')
      continue
    }
    const facts = rules.factsOf(name)
    const isAs = (text: string | undefined) =>
      same(value, text === undefined ? null : valueIn(text, facts)) ||
      (text === undefined && same(value, facts.fallback))
    if (name in environment) {
      if (!isAs(environment[name])) refuse(name, `is set by the variable ${name} of the environment`)
    } else if (!isAs(used[name]))
      changes.push({ name, before: used[name] ?? null, text: value === null ? null : textOf(value) })
  }

  for (const { name, message } of rules.faultsIn(withChanges(used, changes))) refuse(name, message)
  return { changes, faults }
}

const same = (one: SettingValue | null, other: SettingValue | readonly string[] | null) =>
  JSON.stringify(one) === JSON.stringify(other)

function withChanges(texts: SettingTexts, changes: readonly ChosenValue[]): SettingTexts {
  const changed = { ...texts }
  for (const { name, text } of changes)
    if (text === null) delete changed[name]
    else changed[name] = text
  return changed
}
