/** What a key press says of itself. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat' | 'isComposing'
>

/**
 * The name of a pressed key: `A`, `Shift+A`, `5`, `?`, `Num 5`, `Num +`, `F6`, `Ctrl+K`, `Ctrl+Shift+A`. Null: no key that
 * can have a meaning at the desk. The command key of a Mac is Ctrl. Keys with Alt are none: they open menus and write signs.
 */
export function keyName(press: KeyPress): string | null {
  if (press.altKey || press.repeat || press.isComposing) return null
  const base = baseOf(press)
  if (base === null) return null
  const ctrl = press.ctrlKey || press.metaKey
  // A sign says already whether Shift was down, and so does a digit that a French keyboard writes with Shift.
  const shift = press.shiftKey && (ctrl || /^([A-Z]|F\d+)$/.test(base))
  return `${ctrl ? 'Ctrl+' : ''}${shift ? 'Shift+' : ''}${base}`
}

/** Keys that write no text work while somebody types. */
export const worksWhileTyping = (name: string): boolean => /^(Ctrl\+|(Shift\+)?F\d)/.test(name)

/** The digit of a key without Ctrl, also on the number pad; null for all else. */
export function digitOf(name: string): number | null {
  const [, digit] = /^(?:Num )?(\d)$/.exec(name) ?? []
  return digit === undefined ? null : Number(digit)
}

const NUMBER_PAD: Record<string, string> = {
  NumpadAdd: '+',
  NumpadSubtract: '-',
  NumpadMultiply: '*',
  NumpadDivide: '/',
  NumpadDecimal: '.',
}

function baseOf(press: KeyPress): string | null {
  const { key, code } = press
  const sign = NUMBER_PAD[code]
  if (sign !== undefined) return key.length === 1 ? `Num ${sign}` : null
  // Without Num Lock the number pad moves the focus, and has no digits.
  if (/^Numpad\d$/.test(code)) return /^\d$/.test(key) ? `Num ${key}` : null
  if (/^F\d{1,2}$/.test(key)) return key
  return letterOf(press) ?? digitAt(press) ?? signOf(press)
}

const LATIN = /^[A-Z]$/
const LETTER_KEY = /^Key([A-Z])$/

/**
 * The Latin letter of a key press. Where the keyboard writes another script, it is the letter at that place of a US keyboard,
 * which such keyboards show beside their own. A Latin keyboard decides itself, so that a French or Dvorak keyboard answers
 * with the key that shows an A.
 */
function letterOf({ key, code }: KeyPress): string | null {
  const letter = key.toUpperCase()
  if (LATIN.test(letter)) return letter
  // Dead keys, and keys of an input method that is composing a word, belong to the text.
  return isForeignLetter(key) ? (LETTER_KEY.exec(code)?.[1] ?? null) : null
}

/** A letter of another script; not a digit, a sign, or the name of a key such as `Dead`, `Process` or `Enter`. */
const isForeignLetter = (key: string) =>
  [...key].length === 1 && /^\p{Letter}$/u.test(key) && !/^\p{Script=Latin}$/u.test(key)

/** A digit, also of a keyboard whose row of digits writes accents and signs without Shift, or digits of another script. */
function digitAt({ key, code, shiftKey, ctrlKey, metaKey }: KeyPress): string | null {
  if (/^\d$/.test(key)) return key
  const [, digit] = /^Digit(\d)$/.exec(code) ?? []
  const writes = [...key].length === 1
  return digit !== undefined && writes && (!shiftKey || ctrlKey || metaKey) ? digit : null
}

/** `?`, `/`, `#` and the like, as the keyboard writes them. */
function signOf({ key, code, shiftKey }: KeyPress): string | null {
  if (key === '؟') return '?'
  if (/^[!-/:-@[-`{-~]$/.test(key)) return key
  return isForeignLetter(key) && code === 'Slash' ? (shiftKey ? '?' : '/') : null
}
