import { z } from 'zod'

/** One session of an agent has ended, or all of them: streams close, and no process may use its cached copy. */
export const Revocation = z.object({
  agentId: z.string(),
  sessionHash: z.string().nullable(),
  /**
   * The page keeps its call. Either the session made room for a newer one of the same agent, and the page goes on with that.
   * Or the session has reached its end, and the page asks for another sign-in. Otherwise the agent has signed out or was
   * locked out, and the page leaves the desk.
   */
  madeRoom: z.boolean().default(false),
  /** The account was disabled: legs to numbers outside that the agent has had dialled end too. */
  disabled: z.boolean().optional(),
})
export type Revocation = z.infer<typeof Revocation>
