import { useSyncExternalStore } from 'react'
import type { Language, LanguageChoice } from '../../coordinator/protocol/language.ts'
import { languageOf } from './language-of.ts'
import { loadTexts, type PartOfTexts } from './load-texts.ts'
import { localeFor, setLocale } from './locale.ts'
import { addTexts } from './text.ts'

const DIRECTIONS: Record<Language, 'ltr' | 'rtl'> = { en: 'ltr', de: 'ltr' }

let shown: Language | null = null
let newest = 0
const listeners = new Set<() => void>()

/**
 * Shows the page in a language as soon as its texts are there.
 * @throws when they cannot be loaded: then the page keeps its language
 */
export async function showLanguage(choice: LanguageChoice, ...parts: PartOfTexts[]): Promise<void> {
  const language = languageOf(choice, navigator.languages)
  newest += 1
  const mine = newest
  const loaded = await Promise.all(parts.map((part) => loadTexts(language, part)))
  // Another choice came in between.
  if (mine !== newest) return
  for (const texts of loaded) addTexts(texts)
  setLocale(localeFor(language, navigator.languages))
  document.documentElement.lang = language
  document.documentElement.dir = DIRECTIONS[language]
  shown = language
  for (const listener of listeners) listener()
}

/** Adds more texts of the language that the page has. @throws when they cannot be loaded */
export async function needTexts(part: PartOfTexts): Promise<void> {
  const before = shown
  const texts = await loadTexts(before ?? languageOf('auto', navigator.languages), part)
  // A page that has changed its language has loaded what it needs.
  if (before === shown) addTexts(texts)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The language of the page; null until its texts are there. What has this as its key is drawn anew in another language. */
export const useLanguage = (): Language | null => useSyncExternalStore(subscribe, () => shown)
