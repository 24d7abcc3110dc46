import { z } from 'zod'
import { Presence } from '../../machines/agent/presence.ts'
import { AgentId, Role } from '../../machines/ids.ts'

/** `GET /api/me`. */
export const Me = z.object({
  agentId: AgentId,
  name: z.string(),
  role: Role,
  presence: Presence,
})
export type Me = z.infer<typeof Me>

/** `GET /api/desk`: what is set for everybody. */
export const DeskSettings = z.object({
  parkingSlots: z.number().int().positive(),
  /** ISO 3166 alpha-2: of a number that is typed without one. Null: none, and nobody outside can be called. */
  dialCountry: z.string().nullable(),
})
export type DeskSettings = z.infer<typeof DeskSettings>

/** `GET /api/voice-token`. `signalingUrl` is null where the Voice SDK knows its own way. */
export const VoiceToken = z.object({
  token: z.string(),
  identity: AgentId,
  expiresAt: z.iso.datetime(),
  signalingUrl: z.string().nullable(),
  edge: z.string(),
})
export type VoiceToken = z.infer<typeof VoiceToken>
