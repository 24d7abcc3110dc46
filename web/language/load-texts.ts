/// <reference path="./virtual.d.ts" />
import type { CompiledMessage } from 'icu-minify/format'
import type { Language } from '../../coordinator/protocol/language.ts'
import { partOf } from '../parts.ts'

/** The compiled texts of one language, by key. */
export type Catalogue = Readonly<Record<string, CompiledMessage>>

/** What is read before the desk is there, and all the rest. */
export type PartOfTexts = 'start' | 'desk'

const load: Record<Language, Record<PartOfTexts, () => Promise<{ default: Catalogue }>>> = {
  en: { start: partOf(() => import('texts:en/start')), desk: partOf(() => import('texts:en/desk')) },
  de: { start: partOf(() => import('texts:de/start')), desk: partOf(() => import('texts:de/desk')) },
}

/** Each part of each language is a file of its own, which is fetched once. */
export const loadTexts = async (language: Language, part: PartOfTexts): Promise<Catalogue> =>
  (await load[language][part]()).default
