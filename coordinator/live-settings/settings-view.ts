import type { SettingsView, SettingView } from '../protocol/settings.ts'
import { factsOf, SettingName, type SettingTexts, settingsOf } from '../settings/changeable.ts'
import { type StoredSettings, storedSetting, textsIn } from './stored.ts'

/** The settings as an administrator sees them. */
export function settingsView(stored: StoredSettings, environment: SettingTexts): SettingsView {
  const { used } = settingsOf(textsIn(stored), environment)
  const texts = { ...used, ...environment }
  const views = SettingName.options.map((name) => [name, settingView(name, texts[name])])
  return { rev: stored.rev, settings: Object.fromEntries(views) }

  function settingView(name: SettingName, text: string | undefined): SettingView {
    const { fallback, ...facts } = factsOf(name)
    const last = storedSetting(stored, name)
    return {
      ...facts,
      value: text === undefined ? fallback : Number(text),
      default: fallback,
      lockedBy: name in environment ? name : null,
      lastChange: last && {
        by: last.by,
        at: last.at,
        before: last.before === null ? null : Number(last.before),
      },
    }
  }
}
