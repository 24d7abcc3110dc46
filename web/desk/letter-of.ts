const LATIN = /^[a-z]$/
const LETTER_KEY = /^Key([A-Z])$/

/** What a key press says of itself. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat' | 'isComposing'
>

/**
 * The Latin letter of a key press, in small; null for all else. Where the keyboard writes another script, it is the letter at
 * that place of a US keyboard, which such keyboards show beside their own. A Latin keyboard decides itself, so that a
 * French or Dvorak keyboard answers with the key that shows an A.
 */
export function letterOf(press: KeyPress): string | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.repeat || press.isComposing) return null
  const key = press.key.toLowerCase()
  if (LATIN.test(key)) return key
  // Dead keys, and keys of an input method that is composing a word, belong to the text.
  if (!isForeignLetter(key)) return null
  return LETTER_KEY.exec(press.code)?.[1]?.toLowerCase() ?? null
}

/** A letter of another script; not a digit, a sign, or the name of a key such as `Dead`, `Process` or `Enter`. */
const isForeignLetter = (key: string) =>
  [...key].length === 1 && /^\p{Letter}$/u.test(key) && !/^\p{Script=Latin}$/u.test(key)
