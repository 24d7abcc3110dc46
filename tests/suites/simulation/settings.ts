import { readSettings } from '../../../coordinator/settings.ts'

export const PUBLIC_URL = 'https://desk.example.com'

/** The settings of each simulated coordinator. Times are short, so that a run sees many of them pass. */
export const SETTINGS = {
  ...readSettings({}),
  limits: {
    ...{ ringMs: 12_000, joinMs: 5_000, dialMs: 12_000 },
    ...{ parkMs: 20_000, returnMs: 8_000, transferMs: 9_000 },
  },
  parkingSlots: 2,
  staleAfterMs: 15_000,
}
