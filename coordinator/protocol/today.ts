import { z } from 'zod'

/** An answer within so many seconds is in time. */
export const IN_TIME_S = 20

/** `GET /api/today`: the inbound calls that began on the office's day and have ended. */
export const Today = z.object({
  /** In the office's time zone, such as `2026-11-29`. */
  day: z.string(),
  calls: z.number().int(),
  /** An agent talked with the caller. */
  answered: z.number().int(),
  /** Nobody talked with the caller, also if the caller left a message. */
  missed: z.number().int(),
  messages: z.number().int(),
  /** How long callers waited until an agent answered: the median. Null where nobody answered. */
  medianWaitMs: z.number().nullable(),
  /** Which part of the calls was answered in time, 0 to 1. A caller who left sooner than that does not count. Null where none counts. */
  serviceLevel: z.number().nullable().default(null),
})
export type Today = z.infer<typeof Today>
