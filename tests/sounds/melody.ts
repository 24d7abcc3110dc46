import { RATE } from '../simulator/media/pcm.ts'

/** A tune that comes round without a seam. Pitches are MIDI numbers (60 is middle C); `-` is a rest. */
export interface Tune {
  stepMs: number
  steps: readonly (number | '-')[]
  /** Sounds below the tune, one for each equal part of it. */
  chords: readonly (readonly number[])[]
}

/** Soft plucked notes over chords that ring on, so that a wait is never silent. As samples from -1 to 1. */
export function playTune({ stepMs, steps, chords }: Tune): Float64Array {
  const step = samplesIn(stepMs)
  const sound = new Float64Array(step * steps.length)
  steps.forEach((pitch, n) => {
    if (pitch !== '-') pluck(sound, n * step, { pitch, volume: 0.45, ringMs: 2000 })
  })
  const bar = sound.length / chords.length
  chords.forEach((chord, n) => {
    for (const pitch of chord) pluck(sound, Math.round(n * bar), { pitch, volume: 0.3, ringMs: 8000 })
  })
  return sound
}

interface Note {
  pitch: number
  volume: number
  /** Until it has died away to a thousandth. */
  ringMs: number
}

/** Partials of a note and their shares: a little of the octave makes it warm. */
const PARTIALS = [
  [1, 1],
  [2, 0.3],
  [3, 0.08],
] as const
const ATTACK = samplesIn(12)

/** Adds one dying note; what outlasts the end goes on at the beginning, so that the loop has no seam. */
function pluck(sound: Float64Array, from: number, { pitch, volume, ringMs }: Note): void {
  const length = samplesIn(ringMs)
  const decay = 0.001 ** (1 / length)
  for (const [partial, share] of PARTIALS) {
    const turn = (2 * Math.PI * 440 * 2 ** ((pitch - 69) / 12) * partial) / RATE
    // A dying sine is the sum of its two predecessors, weighted: far cheaper than a sine for each sample.
    const weight = 2 * decay * Math.cos(turn)
    let before = 0
    let now = volume * share * Math.sin(turn)
    let place = from
    for (let n = 0; n < length; n++) {
      const attack = n < ATTACK ? n / ATTACK : 1
      sound[place] = (sound[place] ?? 0) + attack * now
      place = place + 1 === sound.length ? 0 : place + 1
      const next = weight * now - decay * decay * before
      before = now
      now = next
    }
  }
}

export function samplesIn(ms: number): number {
  return Math.round((ms * RATE) / 1000)
}
