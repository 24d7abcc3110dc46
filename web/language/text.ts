import format, { type FormatOptions } from 'icu-minify/format'
import type { Catalogue } from './load-texts.ts'
import { dateTimeFormat, locale, numberFormat, pluralRules } from './locale.ts'
import type { RichTexts, Texts } from './texts.ts'

export type TextKey = keyof Texts
export type RichKey = keyof RichTexts

/** Texts without arguments: what a table of words may hold. */
export type Words = { [Key in TextKey]: Texts[Key] extends undefined ? Key : never }[TextKey]

type Arguments<Key extends TextKey> = Texts[Key] extends undefined ? [] : [Texts[Key]]

const options: FormatOptions = {
  formatters: {
    getDateTimeFormat: dateTimeFormat,
    getNumberFormat: numberFormat,
    getPluralRules: pluralRules,
  },
}

let texts: Catalogue = {}

/** What is left out stays as it is. */
export function addTexts(more: Catalogue): void {
  texts = { ...texts, ...more }
}

/**
 * A text of the catalogue in the language of the page. It may be called everywhere but while a module loads: the language
 * comes later, and may change.
 */
export const t = <Key extends TextKey>(key: Key, ...[values]: Arguments<Key>): string =>
  String(format(texts[key] ?? key, locale(), values, options))

/** A text with elements in it, as pieces in their order. */
export const pieces = <Element>(key: RichKey, values: Record<string, Piece<Element>>) =>
  [format<Element>(texts[key] ?? key, locale(), values, options)].flat()

type Piece<Element> = string | number | ((chunks: (string | Element)[]) => Element)
