import { z } from 'zod'

export const Presence = z.enum(['available', 'away', 'offline'])
export type Presence = z.infer<typeof Presence>

/** What an agent may choose; `offline` is not a choice. */
export const PresenceChoice = z.enum(['available', 'away'])
