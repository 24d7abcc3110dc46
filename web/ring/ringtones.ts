import type { RingKind } from '../calls/desk-sections.ts'

/** One note of a ring: frequencies in Hz that sound together, start and length in seconds. */
interface Note {
  hz: readonly number[]
  at: number
  for: number
}

/** The notes of one round of a ring, and how long a round lasts. */
export interface Ringtone {
  notes: readonly Note[]
  everyMs: number
}

/** Nobody confuses these three: a telephone, a rising call, a falling reminder. */
export const ringtones: Record<RingKind, Ringtone> = {
  new: {
    notes: [
      { hz: [440, 480], at: 0, for: 0.4 },
      { hz: [440, 480], at: 0.6, for: 0.4 },
    ],
    everyMs: 3_000,
  },
  transferred: {
    notes: [
      { hz: [587], at: 0, for: 0.14 },
      { hz: [740], at: 0.16, for: 0.14 },
      { hz: [988], at: 0.32, for: 0.32 },
    ],
    everyMs: 2_400,
  },
  returned: {
    notes: [
      { hz: [659], at: 0, for: 0.22 },
      { hz: [494], at: 0.26, for: 0.38 },
    ],
    everyMs: 2_800,
  },
}
