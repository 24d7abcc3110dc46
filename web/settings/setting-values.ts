import type { SettingValue, SettingView } from '../../coordinator/protocol/settings.ts'
import { Role } from '../../machines/ids.ts'
import { country, list, number } from '../language/formats.ts'
import { t } from '../language/text.ts'

/** As it stands in a field. */
export const textOf = (value: SettingValue | null): string =>
  Array.isArray(value) ? value.join(', ') : String(value ?? '')

/** The words of a list, each as the setting writes it where it is one of its words. */
export const wordsIn = (text: string, { options }: Pick<SettingView, 'options'>): string[] =>
  text
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map((word) => options?.find((it) => it.toLowerCase() === word.toLowerCase()) ?? word)

/** The value that a field means. Null: the default, now and in later versions. Undefined: the setting refuses it. */
export function valueIn(text: string, setting: SettingView): SettingValue | null | undefined {
  const value = setting.number === null ? listIn(text, setting) : numberIn(text, setting.number)
  return JSON.stringify(value) === JSON.stringify(setting.default) ? null : value
}

function listIn(text: string, setting: SettingView): string[] | null | undefined {
  const words = wordsIn(text, setting)
  if (words.length === 0 && setting.default === null) return null
  return words.every((word) => setting.options?.includes(word)) ? words : undefined
}

function numberIn(text: string, { least, most }: NonNullable<SettingView['number']>): number | undefined {
  const value = /^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined
  return value !== undefined && value >= least && value <= most ? value : undefined
}

/** A value in a sentence. */
export function valueWords(value: SettingValue | null): string {
  if (value === null) return t('settings.ownCountry')
  if (!Array.isArray(value)) return number(value)
  return value.length === 0 ? t('settings.nobody') : list(value.map(wordWords))
}

/** A country or a role, as people call it. */
export function wordWords(word: string): string {
  const role = Role.safeParse(word).data
  return role === undefined ? country(word) : t(`role.${role}`)
}
