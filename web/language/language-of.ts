import { LANGUAGES, type Language, type LanguageChoice } from '../../coordinator/protocol/language.ts'
import { languageIn } from './locale.ts'

/** The language that somebody reads who chose so. @param preferred by the browser, the first before the others */
export const languageOf = (choice: LanguageChoice, preferred: readonly string[]): Language =>
  choice === 'auto' ? (preferred.map(known).find((it) => it !== undefined) ?? 'en') : choice

const known = (tag: string) => LANGUAGES.find((it) => it === languageIn(tag))
