import { folded } from './folded.ts'
import { readNumber } from './phone-number.ts'

/** The words of a card without a number. */
export const WITHHELD = 'Number withheld'

/** Parts of numbers that are shorter are in almost every number. */
const SHORTEST_PART = 3
/** What is longer than any word people search for. */
const LONGEST_WORD = 32
const MOST_WORDS = 80

/** The words of a text, without regard to case, accents and Unicode form. What is no letter and no digit parts them. */
export const wordsOf = (text: string): string[] => [
  ...new Set(
    folded(text, 1_000)
      .split(/[^\p{L}\p{N}]+/u)
      .slice(0, MOST_WORDS)
      .flatMap((word) => word.slice(0, LONGEST_WORD) || []),
  ),
]

/**
 * The digits that are the same in every way to write a number, or a part of one: without prefixes that are dialled before a
 * code. Null for a text that is no number, or too short a part.
 */
export function searchedDigits(text: string): string | null {
  const written = readNumber(text.replace(/^[^\p{Nd}+]+|[^\p{Nd}]+$/gu, ''))
  if (written === null) return null
  const { number } = written
  const plain = number.replace('+', '')
  const national = number.startsWith('+') ? plain : number.replace(/^(?:011|0+)(?=\d)/, '')
  // What is left of `0117` is no part of a number that somebody would search for: these are its last digits.
  const digits = national.length < SHORTEST_PART ? plain : national
  return digits.length < SHORTEST_PART ? null : digits
}
