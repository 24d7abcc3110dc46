import { z } from 'zod'

/** Characters that show nothing and may turn, hide or split the text beside them. Joiners stay: emoji and some scripts need them. */
const UNSEEN =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu
const SPACES = /[\s\u2028\u2029]+/gu
/** More marks on one letter than any script has cover the lines above and below. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu

/** Browsers that cannot tell graphemes apart count code points. */
const graphemes = 'Segmenter' in Intl ? new Intl.Segmenter() : null

/** The characters of a text as a reader counts them: a letter with its accents, or an emoji, is one. */
export const charactersOf = (text: string): string[] =>
  graphemes === null ? [...text] : Array.from(graphemes.segment(text), ({ segment }) => segment)

/**
 * Makes a foreign text fit for one line. It gets the composed Unicode form, and loses control and bidirectional characters
 * and the spaces at its ends. It has `longest` characters at most, as a reader counts them.
 */
export function cleanText(text: string, longest: number): string {
  // An attacker may send more than is worth reading.
  const seen = text
    .slice(0, longest * 64)
    .replace(SPACES, ' ')
    .replace(UNSEEN, '')
  const composed = seen.normalize('NFC').replace(PILED_MARKS, '$1').trim()
  return composed.length <= longest ? composed : charactersOf(composed).slice(0, longest).join('').trim()
}

/** One line that somebody types: a name, a note. @param longest in characters as a reader counts them */
export const LineOfText = (longest: number) =>
  z
    .string()
    .refine(
      (text) => text.length <= longest || charactersOf(text.trim().slice(0, longest * 64)).length <= longest,
      `must have no more than ${longest} characters`,
    )
    .transform((text) => cleanText(text, longest))
