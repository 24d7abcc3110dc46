import { z } from 'zod'

/** An agent's username, which is also the identity of the agent's Twilio client. */
export const AgentId = z.string().regex(/^[a-z0-9_]{1,64}$/, 'must be 1 to 64 of a-z, 0-9 and _')

/** The sid of the caller's leg. It identifies the call; the sid of another leg is called `legSid`. */
export const CallSid = z.string().regex(/^CA[0-9A-Za-z]{1,64}$/, 'must be a Twilio call sid (CA…)')

/** A telephone number in E.164. */
export const OutsideNumber = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a number such as +12175550148')

/** What is dialled after a number has answered. */
export const Extension = z.string().regex(/^\d{1,8}$/, 'must be 1 to 8 digits')

export const Role = z.enum(['agent', 'supervisor', 'ops', 'admin'])
export type Role = z.infer<typeof Role>

/** Where a parked call goes when the agent it returns to does not take it. */
export const ElseTo = z.union([
  z.literal('voicemail'),
  z.templateLiteral(['agent:', AgentId]),
  z.string().regex(/^\+[1-9]\d{6,14}(;ext=\d{1,8})?$/),
])

/** The roles that answer calls. Agents of other roles have no presence, get no calls and make none. */
export const ANSWERING_ROLES = ['agent', 'supervisor', 'admin'] as const satisfies readonly Role[]
/** The roles that hear what others say, and take calls over. */
export const SUPERVISING_ROLES = ['supervisor', 'admin'] as const satisfies readonly Role[]
export const answersCalls = (role: Role): boolean => ANSWERING_ROLES.some((one) => one === role)
