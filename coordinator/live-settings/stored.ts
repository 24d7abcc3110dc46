import { z } from 'zod'
import { SettingName } from '../settings/changeable.ts'
import type { SettingTexts } from '../settings/setting-rules.ts'

/** What was chosen for one setting. A newer version may have written more than this one knows. */
const StoredSetting = z.looseObject({
  /** As the environment would have it. Null: the default. */
  value: z.string().nullable(),
  before: z.string().nullable(),
  by: z.object({ agentId: z.string(), name: z.string() }),
  at: z.iso.datetime(),
})
export type StoredSetting = z.infer<typeof StoredSetting>

/** What was chosen in the console. What this version cannot read stays as it is. */
export const StoredSettings = z.looseObject({
  rev: z.number().int().nonnegative(),
  settings: z.record(z.string(), z.unknown()),
})
export type StoredSettings = z.infer<typeof StoredSettings>

export const NOTHING_CHOSEN: StoredSettings = { rev: 0, settings: {} }

/** Null for what no version of this program has written. */
export function storedSettingsIn(json: string): StoredSettings | null {
  try {
    return StoredSettings.safeParse(JSON.parse(json)).data ?? null
  } catch {
    return null
  }
}

/** Null where nothing was chosen, or nothing that this version can read. */
export const storedSetting = ({ settings }: StoredSettings, name: SettingName): StoredSetting | null =>
  StoredSetting.safeParse(settings[name]).data ?? null

/** The chosen values. */
export const textsIn = (stored: StoredSettings): SettingTexts =>
  Object.fromEntries(
    SettingName.options.flatMap((name) => {
      const text = storedSetting(stored, name)?.value ?? null
      return text === null ? [] : [[name, text]]
    }),
  )

/** The settings that this version knows and that have something stored that it cannot read. */
export const unreadableIn = (stored: StoredSettings): SettingName[] =>
  SettingName.options.filter((name) => name in stored.settings && storedSetting(stored, name) === null)

/** Who has changed a setting last. */
export function lastPersonIn(stored: StoredSettings): StoredSetting['by'] | null {
  const changes = SettingName.options.flatMap((name) => storedSetting(stored, name) ?? [])
  return (
    changes.reduce<StoredSetting | null>((last, it) => (last === null || it.at > last.at ? it : last), null)
      ?.by ?? null
  )
}
