import { z } from 'zod'

/** One session of an agent has ended, or all of them: streams close, and no process may use its cached copy. */
export const Revocation = z.object({
  agentId: z.string(),
  sessionHash: z.string().nullable(),
  /**
   * The page keeps its call: the session made room for a newer one of the same agent, with which it goes on, or has reached its
   * end, and it asks for another sign-in. Otherwise the agent has signed out or was locked out, and the page leaves the desk.
   */
  madeRoom: z.boolean().default(false),
  /** The account was disabled: legs to numbers outside that the agent has had dialled end too. */
  disabled: z.boolean().optional(),
})
export type Revocation = z.infer<typeof Revocation>
