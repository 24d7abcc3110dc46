/** 20 ms of 8 kHz mono, the unit in which everything here travels. */
export const FRAME = 160
export const FRAME_MS = 20
export const RATE = 8_000
export const SILENCE: Int16Array = new Int16Array(FRAME)

const DECODED = Int16Array.from({ length: 256 }, (_, code) => decodeSample(code))
const ENCODED = Uint8Array.from({ length: 65_536 }, (_, index) => encodeSample(index - 32_768))

/** G.711 µ-law to 16-bit samples. */
export function decodeMulaw(bytes: Uint8Array): Int16Array {
  const samples = new Int16Array(bytes.length)
  for (let i = 0; i < bytes.length; i += 1) samples[i] = DECODED[bytes[i] ?? 0] ?? 0
  return samples
}

/** 16-bit samples to G.711 µ-law. */
export function encodeMulaw(samples: Int16Array): Buffer {
  const bytes = Buffer.alloc(samples.length)
  for (let i = 0; i < samples.length; i += 1) bytes[i] = ENCODED[(samples[i] ?? 0) + 32_768] ?? 0xff
  return bytes
}

/** The sum of samples, as loud as a sample can be. */
export const clipped = (sum: number): number => Math.max(-32_768, Math.min(32_767, sum))

export function joined(frames: readonly Int16Array[]): Int16Array {
  const samples = new Int16Array(frames.length * FRAME)
  for (const [index, frame] of frames.entries()) samples.set(frame, index * FRAME)
  return samples
}

/** Root mean square of a frame, 0 to 1 of full scale. */
export function level(samples: Int16Array): number {
  if (samples === SILENCE) return 0
  let sum = 0
  for (let i = 0; i < samples.length; i += 1) sum += (samples[i] ?? 0) ** 2
  return Math.sqrt(sum / Math.max(1, samples.length)) / 32_768
}

function decodeSample(code: number): number {
  const inverted = ~code & 0xff
  const exponent = (inverted >> 4) & 7
  const magnitude = ((((inverted & 15) << 3) + 0x84) << exponent) - 0x84
  return inverted & 0x80 ? -magnitude : magnitude
}

function encodeSample(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0
  const magnitude = Math.min(32_635, Math.abs(sample)) + 0x84
  const exponent = Math.max(0, 31 - Math.clz32(magnitude) - 7)
  const mantissa = (magnitude >> (exponent + 3)) & 15
  return ~(sign | (exponent << 4) | mantissa) & 0xff
}
