import { RATE } from '../simulator/media/pcm.ts'
import { playTune, samplesIn, type Tune } from './melody.ts'

/** Loudest sample, of full scale: a telephone line clips music that is louder. */
const PEAK = 0.35

// Both tunes were written for this project and consist of sines. They are under the project's licence.

const HOLD: Tune = {
  stepMs: 300,
  // biome-ignore format: one line is one bar
  steps: [
    72, 67, 76, 67, 79, 76, 72, '-',
    69, 72, 76, 72, 81, 76, 72, '-',
    65, 69, 72, 77, 76, 72, 69, '-',
    67, 71, 74, 79, 77, 74, 71, '-',
    72, 76, 79, 76, 84, 79, 76, '-',
    69, 72, 76, 81, 79, 76, 72, '-',
    65, 69, 74, 77, 81, 77, 74, '-',
    67, 71, 74, 71, 72, '-', '-', '-',
  ],
  chords: [
    [60, 64],
    [57, 64],
    [53, 60],
    [55, 62],
    [60, 64],
    [57, 64],
    [53, 62],
    [55, 60],
  ],
}

const PARK: Tune = {
  stepMs: 450,
  // biome-ignore format: one line is one bar
  steps: [
    74, '-', 69, 66, 71, '-',
    73, '-', 69, 64, 69, '-',
    71, '-', 66, 62, 67, '-',
    69, 67, 66, 64, '-', '-',
    66, '-', 69, 74, 78, '-',
    76, '-', 73, 69, 73, '-',
    74, '-', 71, 67, 71, '-',
    73, 71, 69, 74, '-', '-',
  ],
  chords: [
    [62, 66],
    [57, 61],
    [55, 62],
    [57, 64],
    [62, 66],
    [57, 64],
    [55, 59],
    [57, 62],
  ],
}

/** North American ringback: 440 and 480 Hz, 2 s on, 4 s off. Source: ITU-T E.180, Supplement 2. */
function ringback(): Float64Array {
  const sound = new Float64Array(samplesIn(6000))
  const ringing = samplesIn(2000)
  for (let n = 0; n < ringing; n++)
    sound[n] = Math.sin((2 * Math.PI * 440 * n) / RATE) + Math.sin((2 * Math.PI * 480 * n) / RATE)
  return sound
}

/** Each sound that the coordinator plays, as 16-bit samples, by the name of its file. */
export const makeSounds = (): Record<string, Int16Array> => ({
  ringback: samplesOf(ringback()),
  hold: samplesOf(playTune(HOLD)),
  park: samplesOf(playTune(PARK)),
  silence: new Int16Array(samplesIn(100)),
})

function samplesOf(sound: Float64Array): Int16Array {
  const loudest = sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  return Int16Array.from(sound, (sample) => Math.round((sample * PEAK * 32_767) / loudest))
}
