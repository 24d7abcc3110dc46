import type { FinalStatus } from '../../machines/call/events.ts'

/** Twilio's reads lag behind. A read counts only if a second one, at least this much later, says the same. */
export const GRACE_MS = 5_000
/** An older first read no longer counts: too much may have happened since. */
export const FIRST_READ_VALID_MS = 2 * GRACE_MS

/** Whether a read at `now` confirms the first read. Both in ms since the epoch. */
export const isSecondRead = (firstAt: number, now: number) =>
  now - firstAt >= GRACE_MS && now - firstAt <= FIRST_READ_VALID_MS

/** Two reads of a call that both say that it is gone, in ms since the epoch. */
export interface TwoReads {
  status: FinalStatus
  goneAt: number
  at: number
}

export const evidenceOfReads = ({ status, goneAt, at }: TwoReads) =>
  `Twilio said ${status} at ${new Date(goneAt).toISOString()} and at ${new Date(at).toISOString()}`
