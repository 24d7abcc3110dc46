import type { SettingsView, SettingView } from '../protocol/settings.ts'
import { SettingName } from '../settings/changeable.ts'
import type { SettingRules } from '../settings/setting-rules.ts'
import { valueIn } from './setting-values.ts'
import { type StoredSettings, storedSetting, textsIn } from './stored.ts'

/** The settings as an administrator sees them. */
export function settingsView(stored: StoredSettings, rules: SettingRules): SettingsView {
  const texts = { ...rules.settingsOf(textsIn(stored)).used, ...rules.environment }
  const views = SettingName.options.map((name) => [name, settingView(name, texts[name] ?? null)])
  return { rev: stored.rev, settings: Object.fromEntries(views) }

  function settingView(name: SettingName, text: string | null): SettingView {
    const facts = rules.factsOf(name)
    const read = (text: string | null) => (text === null ? null : valueIn(text, facts))
    const last = storedSetting(stored, name)
    const standard = 'least' in facts ? facts.fallback : (facts.fallback?.slice() ?? null)
    return {
      value: read(text) ?? standard,
      default: standard,
      number: 'least' in facts ? { least: facts.least, most: facts.most, unit: facts.unit } : null,
      options: 'options' in facts ? [...facts.options] : null,
      lockedBy: name in rules.environment ? name : null,
      lastChange: last && { by: last.by, at: last.at, before: read(last.before) },
    }
  }
}
