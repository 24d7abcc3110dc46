import { t } from '../language/text.ts'
import { behind } from '../language/you.ts'

/** More names than that help nobody on a card. */
const NAMED = 3

/** `Rings at Ben and Sanna, not at Ida`. */
export function ringsAtWords(at: readonly string[], notAt: readonly string[]): string {
  const not = notAt.length === 0 ? 'none' : namesBehind(firstOf(notAt))
  return at.length === 0 ? t('rings.notAt', { not }) : t('rings.at', { at: namesBehind(firstOf(at)), not })
}

const firstOf = (names: readonly string[]): readonly string[] =>
  names.length > NAMED ? [...names.slice(0, NAMED - 1), moreNames(names.length - NAMED + 1)] : names

/** `2 more`, after names. */
export const moreNames = (count: number): string => t('rings.more', { count })

/** Names behind a word such as `at`: `Ben, Sanna and Ida`. */
export function namesBehind(names: readonly string[]): string {
  const named = names.map(behind)
  const last = named.at(-1) ?? ''
  return named.length < 2 ? last : t('rings.and', { first: named.slice(0, -1).join(', '), last })
}
