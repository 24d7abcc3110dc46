/** How many digits stay visible at the end and the beginning, and how many are hidden at least. */
const TAIL = 4
const HIDDEN = 3
const HEAD = 4

/** `+12175550148` becomes `+1217•••0148`: enough to recognise, too little to dial. */
export function maskNumber(number: string): string {
  const digits = number.replace(/\D/g, '')
  const head = Math.min(HEAD, Math.max(0, digits.length - TAIL - HIDDEN))
  return `+${digits.slice(0, head)}•••${digits.slice(-TAIL)}`
}

/** Masks numbers in E.164 anywhere in a text, also when they are encoded for a URL. */
export const maskNumbersIn = (text: string): string =>
  text.replace(/(?:\+|%2B)([1-9]\d{6,14})(?!\d)/gi, (_, digits: string) => maskNumber(digits))
