import { samplesOf } from '../ring/ringtone-samples.ts'
import type { Ringtone } from '../ring/ringtones.ts'
import { gainOf, routeTo, type SoundOutput } from '../ring/sound-output.ts'

/** The two frequencies of each key of a telephone, in Hz (ITU-T Q.23). */
const ROWS = [697, 770, 852, 941] as const
const COLUMNS = [1209, 1336, 1477] as const
const KEYS = '123456789*0#'

/** As long as the tone that goes out, in seconds. */
const KEY_S = 0.16

type Sound = Pick<Ringtone, 'notes' | 'shortestMs'>

/** Three rising notes: nobody takes them for a ring. */
const testTone: Sound = {
  notes: [
    { hz: [523], at: 0, for: 0.18 },
    { hz: [659], at: 0.2, for: 0.18 },
    { hz: [784], at: 0.4, for: 0.4 },
  ],
  shortestMs: 900,
}

/** @throws when the browser makes no sound, or the device cannot be used */
export const playTestTone = (output: SoundOutput) => play(testTone, output)

/** Keys as the other side hears them. @throws when the browser makes no sound */
export const playKeys = (keys: string, output: SoundOutput) =>
  play(
    {
      notes: [...keys].map((key, at) => ({ hz: toneOf(key), at: at * 2 * KEY_S, for: KEY_S })),
      shortestMs: keys.length * 2 * KEY_S * 1_000,
    },
    output,
  )

function toneOf(key: string): number[] {
  const at = KEYS.indexOf(key)
  const [row, column] = [ROWS[Math.floor(at / 3)], COLUMNS[at % 3]]
  return row === undefined || column === undefined ? [] : [row, column]
}

/** Resolves when it has sounded. */
async function play(tone: Sound, { deviceId, volume }: SoundOutput): Promise<void> {
  const context = new AudioContext()
  try {
    const gain = context.createGain()
    gain.gain.value = gainOf(volume)
    await routeTo(context, gain, deviceId)
    const samples = samplesOf(tone, context.sampleRate)
    const buffer = context.createBuffer(1, samples.length, context.sampleRate)
    buffer.copyToChannel(samples, 0)
    const source = context.createBufferSource()
    source.buffer = buffer
    source.connect(gain)
    const ended = new Promise<void>((resolve) => {
      source.onended = () => resolve()
    })
    source.start()
    await ended
  } finally {
    void context.close()
  }
}
