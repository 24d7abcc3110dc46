import { z } from 'zod'

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
})
export type Today = z.infer<typeof Today>
