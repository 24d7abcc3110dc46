/**
 * The text of a file that somebody wrote with any editor: UTF-8, or UTF-16 where a byte order mark says so. The mark is
 * no part of the text.
 * @param {Uint8Array} bytes
 * @returns {string | null} null when it is no such text
 */
export function textOf(bytes) {
  const [first, second] = bytes
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  const encoding = isUtf16 ? (first === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8'
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    // UTF-16 without a mark is UTF-8 full of zeros.
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}
