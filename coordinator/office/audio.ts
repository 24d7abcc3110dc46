/** The type of an upload by its first bytes; null for any other type. */
export function audioType(bytes: Buffer): 'wav' | 'mp3' | null {
  const isWav = bytes.length > 44 && textAt(bytes, 0) === 'RIFF' && textAt(bytes, 8) === 'WAVE'
  if (isWav) return 'wav'
  const tagged = bytes.length > 128 && bytes.toString('latin1', 0, 3) === 'ID3'
  return tagged || isMp3Frame(bytes) ? 'mp3' : null
}

const textAt = (bytes: Buffer, place: number) => bytes.toString('latin1', place, place + 4)

/** Eleven set bits, then a version and a layer that exist. Source: ISO/IEC 11172-3, 2.4.1.3. */
function isMp3Frame(bytes: Buffer): boolean {
  const [first = 0, second = 0, third = 0] = bytes
  const layer3 = (second & 0b110) === 0b010
  const version = (second >> 3) & 0b11
  const bitrate = third >> 4
  return first === 0xff && second >> 5 === 0b111 && layer3 && version !== 1 && bitrate !== 0 && bitrate !== 15
}

/** What a browser is told about a sound: its type, and a file name that nobody outside has chosen. */
export const audioHeaders = (id: string) => ({
  'Content-Type': id.endsWith('.mp3') ? 'audio/mpeg' : 'audio/wav',
  'Content-Disposition': `inline; filename="${id}"`,
})
