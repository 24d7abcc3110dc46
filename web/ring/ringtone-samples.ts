import type { Ringtone } from './ringtones.ts'

const FADE_S = 0.012

/** One round of a ring, with the shortest silence after it, as samples between -1 and 1. @param rate samples per second */
export function samplesOf(
  { notes, shortestMs }: Pick<Ringtone, 'notes' | 'shortestMs'>,
  rate: number,
): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round((shortestMs / 1_000) * rate))
  for (const { hz, at, for: lengthS } of notes) {
    const first = Math.round(at * rate)
    const count = Math.round(lengthS * rate)
    for (let n = 0; n < count; n += 1) {
      const t = n / rate
      // Fades in and out, because a tone that is cut clicks.
      const level = Math.min(1, t / FADE_S, (lengthS - t) / FADE_S)
      const tone = hz.reduce((sum, it) => sum + Math.sin(2 * Math.PI * it * t), 0) / hz.length
      samples[first + n] = level * tone
    }
  }
  return samples
}
