import type { SettingValue } from '../protocol/settings.ts'
import { type FieldFacts, wordsIn } from '../settings/fields.ts'

/** A value of the environment as programs get it. */
export const valueIn = (text: string, facts: FieldFacts): SettingValue =>
  'least' in facts
    ? Number(text)
    : wordsIn(text).map((word) => facts.options.find((it) => it.toLowerCase() === word.toLowerCase()) ?? word)

export const textOf = (value: SettingValue): string =>
  Array.isArray(value) ? value.join(',') : String(value)
