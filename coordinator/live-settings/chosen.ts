import type { SettingsBody } from '../protocol/settings.ts'
import { factsOf, faultsIn, SettingName, type SettingTexts, settingsOf } from '../settings/changeable.ts'
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
  environment: SettingTexts,
): { changes: ChosenValue[]; faults: SettingsFault[] } {
  const { used } = settingsOf(textsIn(stored), environment)
  const changes: ChosenValue[] = []
  const faults: SettingsFault[] = []
  const refuse = (name: string, message: string) => faults.push({ path: `settings.${name}.value`, message })

  for (const [key, { value }] of Object.entries(given)) {
    const name = SettingName.safeParse(key).data
    if (name === undefined) {
      refuse(key, 'is no setting that can be changed here')
      continue
    }
    if (name in environment) {
      if (value !== Number(environment[name])) refuse(name, `is set by the variable ${name} of the environment`)
      continue
    }
    const before = used[name] ?? null
    const isSame = value === (before === null ? null : Number(before))
    if (isSame || (before === null && value === factsOf(name).fallback)) continue
    changes.push({ name, before, text: value === null ? null : String(value) })
  }

  const texts = withChanges(used, changes)
  for (const { name, message } of faultsIn({ ...texts, ...environment })) refuse(name, message)
  return { changes, faults }
}

function withChanges(texts: SettingTexts, changes: readonly ChosenValue[]): SettingTexts {
  const changed = { ...texts }
  for (const { name, text } of changes)
    if (text === null) delete changed[name]
    else changed[name] = text
  return changed
}
