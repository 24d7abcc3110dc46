import type { Ringtone } from './ringtones.ts'

/** When the rounds of a ring begin, in seconds from now. */
export interface Rounds {
  /** The first rounds, each nearer to the one before it. */
  single: readonly number[]
  /** From here on a round follows every `shortestMs`, without end. */
  repeatedFrom: number
}

/** Each round is scheduled by itself, so there must not be many. */
const QUICKEST_AFTER_MS = 60_000

/**
 * The rounds of a ring for a caller who has waited for `waitedMs`. The silence between them shrinks until the wait is too
 * long, or for a minute. All of them are known before the first one sounds: the audio hardware plays them without a timer of the page.
 */
export function roundsOf({ everyMs, shortestMs }: Ringtone, waitedMs: number, tooLongMs: number): Rounds {
  const single: number[] = []
  const quickestMs = Math.min(tooLongMs, QUICKEST_AFTER_MS)
  // The clocks of server and browser may differ.
  const before = Math.max(0, waitedMs)
  let atMs = 0
  while (before + atMs < quickestMs) {
    single.push(atMs / 1_000)
    atMs += everyMs - (everyMs - shortestMs) * ((before + atMs) / quickestMs)
  }
  return { single, repeatedFrom: atMs / 1_000 }
}
