import { z } from 'zod'
import { FactorProof } from './second-factor.ts'

/** `POST /api/me/confirm`: the agent proves again who it is. */
export const Confirmation = z.object({
  password: z.string().min(1).max(1024),
  secondFactor: FactorProof.optional(),
})
export type Confirmation = z.input<typeof Confirmation>

/** `PUT /api/me/password`. */
export const PasswordChange = z.object({
  password: z.string().min(1).max(1024),
  newPassword: z.string().max(1024),
})
export type PasswordChange = z.infer<typeof PasswordChange>

/** `GET /api/me/sessions` and `GET /api/people/:agentId/sessions`: one of the agent's sessions. */
export const SessionView = z.object({
  id: z.string(),
  /** The session of this request. */
  current: z.boolean(),
  createdAt: z.iso.datetime(),
  usedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** Where the agent signed in. */
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
})
export type SessionView = z.infer<typeof SessionView>
