import { z } from 'zod'

/** One session of an agent has ended, or all of them: streams close, and no process may use its cached copy. */
export const Revocation = z.object({ agentId: z.string(), sessionHash: z.string().nullable() })
export type Revocation = z.infer<typeof Revocation>
