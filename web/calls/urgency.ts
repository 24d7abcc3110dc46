import type { DeskSettings, WaitLimits } from '../../coordinator/protocol/session.ts'
import type { RingKind } from './desk-sections.ts'

/** How a wait is shown: as usual, as long, as too long. */
export type Urgency = 'calm' | 'amber' | 'red'

export const urgencyAfter = (waitedMs: number, { longMs, tooLongMs }: WaitLimits): Urgency =>
  waitedMs >= tooLongMs ? 'red' : waitedMs >= longMs ? 'amber' : 'calm'

/** Whose limits hold for a call that rings: a caller who comes back from the lot has waited there. */
export const waitOf = (kind: RingKind): keyof DeskSettings['waits'] =>
  kind === 'returned' ? 'lot' : 'answer'
