/** The languages of the console. */
export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]

/** What a person chooses. `auto`: the language of the browser. */
export type LanguageChoice = 'auto' | Language
