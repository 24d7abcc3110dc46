import { z } from 'zod'

/** `before` arrives as ISO 8601, and becomes milliseconds since the epoch; null: from the newest on. */
const page = {
  before: z.iso
    .datetime({ offset: true })
    .optional()
    .transform((at) => (at === undefined ? null : Date.parse(at))),
  limit: z.coerce.number().int().min(1).max(100).default(50),
}

/** `GET /api/history`: ended calls, newest first. */
export const HistoryQuery = z.object({
  ...page,
  /** Part of a number, a name or an agent; null: all calls. */
  q: z
    .string()
    .trim()
    .max(100)
    .optional()
    .transform((text) => text || null),
})
export type HistoryQuery = z.infer<typeof HistoryQuery>

/** `GET /api/voicemails`: messages, newest first. */
export const VoicemailQuery = z.object(page)
