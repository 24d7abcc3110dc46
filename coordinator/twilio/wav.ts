import { RATE } from './melody.ts'

const HEADER = 44
const BYTES_PER_SAMPLE = 2
const PCM = 1

/**
 * A WAV file, 16 bits, one channel. Field by field as in Microsoft's "Multimedia Programming Interface
 * and Data Specifications 1.0", RIFF WAVE.
 * @param peak how loud the loudest sample becomes, of full scale
 */
export function wav(sound: Float64Array, peak: number): Buffer {
  const loudest = sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  const scale = loudest === 0 ? 0 : (peak * 32_767) / loudest
  const size = sound.length * BYTES_PER_SAMPLE
  const file = Buffer.alloc(HEADER + size)
  file.write('RIFF', 0)
  file.writeUInt32LE(HEADER - 8 + size, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(PCM, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(RATE, 24)
  file.writeUInt32LE(RATE * BYTES_PER_SAMPLE, 28)
  file.writeUInt16LE(BYTES_PER_SAMPLE, 32)
  file.writeUInt16LE(BYTES_PER_SAMPLE * 8, 34)
  file.write('data', 36)
  file.writeUInt32LE(size, 40)
  sound.forEach((sample, n) => {
    file.writeInt16LE(Math.round(sample * scale), HEADER + n * BYTES_PER_SAMPLE)
  })
  return file
}
