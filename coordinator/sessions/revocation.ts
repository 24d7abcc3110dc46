import { z } from 'zod'

/** An agent's session, or all of them, is over: streams close, and nobody's cached copy may be used. */
export const Revocation = z.object({ agentId: z.string(), sessionHash: z.string().nullable() })
export type Revocation = z.infer<typeof Revocation>
