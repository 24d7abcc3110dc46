import type { RingKind } from '../calls/desk-sections.ts'

/** A new call of somebody the office marked as VIP has a ring of its own. */
export type Tone = RingKind | 'vip'

/** One note of a ring: frequencies in Hz that sound together, start and length in seconds. */
interface Note {
  hz: readonly number[]
  at: number
  for: number
}

/** The notes of one round of a ring. */
export interface Ringtone {
  notes: readonly Note[]
  /** From the beginning of a round to the next one, while the caller has hardly waited. */
  everyMs: number
  /** The same for a caller who has waited too long. */
  shortestMs: number
}

/** Nobody confuses these four: a telephone, a rising call, a falling reminder, a chime. */
export const ringtones: Record<Tone, Ringtone> = {
  new: {
    notes: [
      { hz: [440, 480], at: 0, for: 0.4 },
      { hz: [440, 480], at: 0.6, for: 0.4 },
    ],
    everyMs: 3_000,
    shortestMs: 1_500,
  },
  transferred: {
    notes: [
      { hz: [587], at: 0, for: 0.14 },
      { hz: [740], at: 0.16, for: 0.14 },
      { hz: [988], at: 0.32, for: 0.32 },
    ],
    everyMs: 2_400,
    shortestMs: 1_200,
  },
  returned: {
    notes: [
      { hz: [659], at: 0, for: 0.22 },
      { hz: [494], at: 0.26, for: 0.38 },
    ],
    everyMs: 2_800,
    shortestMs: 1_300,
  },
  vip: {
    notes: [
      { hz: [784, 1175], at: 0, for: 0.16 },
      { hz: [784, 1175], at: 0.2, for: 0.16 },
      { hz: [1047, 1568], at: 0.4, for: 0.5 },
    ],
    everyMs: 2_600,
    shortestMs: 1_400,
  },
}

/** One soft note for an agent who talks: another caller waits. */
export const WAITING_NOTE: Ringtone = {
  notes: [{ hz: [520], at: 0, for: 0.25 }],
  everyMs: 300,
  shortestMs: 300,
}
