import { cleanText } from './text.ts'

/** A number as somebody wrote it, without what is there for the eye. */
export interface WrittenNumber {
  /** Digits; `+` before them where the country's code is among them. */
  number: string
  /** The digits that reach a person behind the number. */
  extension: string | null
}

/** Longer texts hold more than a number. */
const LONGEST = 80
const LINK = /^(?:tel|callto):(?:\/\/)?/i
/** Brackets, dashes, dots, slashes and spaces of all kinds. */
const FOR_THE_EYE = /[\s\p{Pd}\p{Ps}\p{Pe}.·•∙/⁄\\−~_]/gu
const EXTENSION = /^(.*\d.*?)(?:;ext=|[,;x#]+|(?:ext(?:ension|n)?|extn)\.?:?)[\s:.]*(\d{1,8})#?$/i

/**
 * Reads a number as people paste it: `tel:` links, `ext. 12` and `;ext=12`, invisible marks, digits of other scripts. It does not know
 * the numbers of any country. The same for dialling, transfers, searches and imports, in the API and in the console.
 * @returns null for a text that is no number, or more than one
 */
export function readNumber(text: string): WrittenNumber | null {
  const plain = plainDigits(cleanText(text.normalize('NFKC'), LONGEST + 1))
  if (plain.length > LONGEST) return null
  const written = LINK.test(plain) ? fromLink(plain.replace(LINK, '')) : plain
  const [, main = written, extension = null] = EXTENSION.exec(written) ?? []
  // The trunk prefix in +44 (0)20 is not dialled after a country's code.
  const number = (main.trim().startsWith('+') ? main.replace(/\(\s*0\s*\)/, '') : main).replace(
    FOR_THE_EYE,
    '',
  )
  return /^\+?\d{1,20}$/.test(number) ? { number, extension } : null
}

/** `tel:863-1234;phone-context=+1-914;ext=12` as `+1-914863-1234;ext=12`. Source: RFC 3966. */
function fromLink(link: string): string {
  const [subscriber = '', ...parameters] = decoded(link).split(/[;?]/)
  const value = (name: string) =>
    parameters.find((it) => it.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1)
  const context = value('phone-context')
  const prefix = context?.startsWith('+') && !subscriber.trim().startsWith('+') ? context : ''
  const extension = value('ext')
  return prefix + subscriber + (extension === undefined ? '' : `;ext=${extension}`)
}

function decoded(link: string): string {
  try {
    return decodeURIComponent(link)
  } catch {
    return link
  }
}

/** Unicode keeps the ten digits of each script in a row, from zero to nine. */
const plainDigits = (text: string): string =>
  text.replace(/[^\P{Nd}0-9]/gu, (digit) => {
    const at = digit.codePointAt(0) ?? 0
    let zero = at
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && at - zero < 9) zero -= 1
    return String(at - zero)
  })
