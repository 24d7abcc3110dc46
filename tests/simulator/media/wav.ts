import { decodeMulaw, RATE } from './pcm.ts'

const PCM = 1
const MULAW = 7

/** Reads a WAV of 16-bit PCM or µ-law as 8 kHz mono. Throws when it is anything else. */
export function readWav(file: Buffer): Int16Array {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') {
    throw new Error('not a WAV file')
  }
  let format: { tag: number; channels: number; rate: number; bits: number } | null = null
  for (let at = 12; at + 8 <= file.length; ) {
    const id = file.toString('latin1', at, at + 4)
    const size = file.readUInt32LE(at + 4)
    const body = file.subarray(at + 8, at + 8 + size)
    if (id === 'fmt ') {
      const [tag, channels] = [body.readUInt16LE(0), body.readUInt16LE(2)]
      format = { tag, channels, rate: body.readUInt32LE(4), bits: body.readUInt16LE(14) }
    }
    if (id === 'data' && format !== null) return resample(decode(format, body), format.rate)
    at += 8 + size + (size % 2)
  }
  throw new Error('the WAV file has no samples')
}

/** A WAV file of 16-bit PCM, 8 kHz. With two channels the samples are of one and of the other in turns. */
export function writeWav(samples: Int16Array, channels: 1 | 2 = 1): Buffer {
  const file = Buffer.alloc(44 + samples.length * 2)
  file.write('RIFF', 0, 'latin1')
  file.writeUInt32LE(36 + samples.length * 2, 4)
  file.write('WAVEfmt ', 8, 'latin1')
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(PCM, 20)
  file.writeUInt16LE(channels, 22)
  file.writeUInt32LE(RATE, 24)
  file.writeUInt32LE(RATE * channels * 2, 28)
  file.writeUInt16LE(channels * 2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36, 'latin1')
  file.writeUInt32LE(samples.length * 2, 40)
  for (let i = 0; i < samples.length; i += 1) file.writeInt16LE(samples[i] ?? 0, 44 + i * 2)
  return file
}

function decode(format: { tag: number; channels: number; bits: number }, body: Buffer): Int16Array {
  if (format.tag === MULAW && format.bits === 8) return firstChannel(decodeMulaw(body), format.channels)
  if (format.tag !== PCM || format.bits !== 16) {
    throw new Error(`WAV format ${format.tag} with ${format.bits} bits is neither 16-bit PCM nor µ-law`)
  }
  const samples = new Int16Array(Math.floor(body.length / 2))
  for (let i = 0; i < samples.length; i += 1) samples[i] = body.readInt16LE(i * 2)
  return firstChannel(samples, format.channels)
}

function firstChannel(samples: Int16Array, channels: number): Int16Array {
  return channels === 1 ? samples : samples.filter((_, index) => index % channels === 0)
}

/** Takes the nearest sample: enough to tell what is playing. */
function resample(samples: Int16Array, rate: number): Int16Array {
  if (rate === RATE) return samples
  const length = Math.floor((samples.length * RATE) / rate)
  return Int16Array.from({ length }, (_, index) => samples[Math.floor((index * rate) / RATE)] ?? 0)
}
