import type { Language } from '../../coordinator/protocol/language.ts'

/** How the people of a language write dates and numbers depends on where they are: the browser knows that. */
export function localeFor(language: Language, preferred: readonly string[]): string {
  return preferred.find((it) => languageIn(it) === language) ?? language
}

/** `en` for `en-GB`. */
export const languageIn = (tag: string): string => tag.toLowerCase().split('-')[0] ?? ''

let current = 'en'

/** The locale of the page. */
export const locale = (): string => current
export function setLocale(tag: string): void {
  current = tag
}

// Made once for each locale: to make one takes a thousand times longer than to use it.
export const dateTimeFormat = made(
  (tag, options?: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, options),
)
export const numberFormat = made(
  (tag, options?: Intl.NumberFormatOptions) => new Intl.NumberFormat(tag, options),
)
export const pluralRules = made(
  (tag, options?: Intl.PluralRulesOptions) => new Intl.PluralRules(tag, options),
)
export const displayNames = made((tag) => new Intl.DisplayNames(tag, { type: 'region' }))
export const listFormat = made((tag, options?: Intl.ListFormatOptions) => new Intl.ListFormat(tag, options))

function made<Options, Format>(make: (tag: string, options?: Options) => Format) {
  const all = new Map<string, Format>()
  return (tags: Intl.LocalesArgument, options?: Options): Format => {
    const tag = String(tags)
    const name = tag + JSON.stringify(options)
    const before = all.get(name)
    if (before) return before
    const format = make(tag, options)
    all.set(name, format)
    return format
  }
}
