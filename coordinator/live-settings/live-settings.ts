import type { Logger } from 'pino'
import type { ChangeableSettings } from '../settings/changeable.ts'
import type { SettingRules } from '../settings/setting-rules.ts'
import { NOTHING_CHOSEN, type StoredSettings, storedSettingsIn, textsIn, unreadableIn } from './stored.ts'

/** The settings that apply in this process now. They follow the feed. */
export interface LiveSettings {
  now(): ChangeableSettings
  /** What was chosen in the console, as this process knows it. */
  stored(): StoredSettings
  /** @param json StoredSettings; '' where nothing was ever chosen */
  take(json: string): void
}

/** @param started the settings with which the process started */
export function createLiveSettings(
  started: ChangeableSettings,
  rules: SettingRules,
  log: Pick<Logger, 'error'>,
): LiveSettings {
  let stored = NOTHING_CHOSEN
  let current: ChangeableSettings = started

  return {
    now: () => current,
    stored: () => stored,

    take(json) {
      const read = json === '' ? NOTHING_CHOSEN : storedSettingsIn(json)
      if (read === null)
        log.error('The settings in Redis cannot be read: the environment and the defaults apply')
      stored = read ?? NOTHING_CHOSEN
      const texts = textsIn(stored)
      const { settings, faults } = rules.settingsOf(texts)
      for (const setting of [...unreadableIn(stored), ...faults.map(({ name }) => name)])
        log.error({ setting }, 'What was chosen for a setting cannot be used: its default applies')
      current = Object.keys(texts).length === 0 ? started : settings
    },
  }
}
