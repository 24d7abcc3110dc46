import { wordsOf } from '../../coordinator/protocol/call-search.ts'
import { t } from '../language/text.ts'

/** What somebody has typed, taken apart. */
export interface Query {
  text: string
  /** What it begins with, where that says what is wanted. */
  verb: 'call' | 'transfer' | 'ask' | 'find' | null
  /** Behind the verb, as typed. */
  rest: string
}

const VERBS = ['call', 'transfer', 'ask', 'find'] as const

/** A verb stands first, or in a language such as German also last: `transfer to ben`, `an ben weiterleiten`. */
export function readQuery(text: string): Query {
  // A blank at the end begins another word: what comes before it is whole.
  const words = text.trimStart().split(/\s+/)
  const first = verbIn(words[0])
  if (first !== null && words.length > 1) return { text, verb: first, rest: withoutFiller(words.slice(1)) }
  const whole = words.filter((word) => word !== '')
  const last = t('palette.verbPlace') === 'any' ? verbIn(whole.at(-1)) : null
  if (last !== null && whole.length > 1) return { text, verb: last, rest: withoutFiller(whole.slice(0, -1)) }
  return { text, verb: null, rest: text.trim() }
}

function verbIn(word = ''): Query['verb'] {
  const [typed] = wordsOf(word)
  if (typed === undefined || !/^\p{L}+$/u.test(word)) return null
  return VERBS.find((verb) => wordsOf(t(`palette.verb.${verb}`)).includes(typed)) ?? null
}

/** A word such as `to` stands between a verb and a name. */
function withoutFiller(words: readonly string[]): string {
  const [first = '', ...others] = words
  const isFiller = others.length > 0 && t('palette.fillers').split(' ').includes(first.toLowerCase())
  return (isFiller ? others : words).join(' ').trim()
}

/** How well words fit: lower is better, null not at all. Each typed word begins a word of the entry. */
export function costOf(query: readonly string[], words: readonly string[]): number | null {
  let sum = 0
  for (const typed of query) {
    const at = words.findIndex((word) => word.startsWith(typed))
    if (at < 0) return null
    sum += at
  }
  return sum
}
