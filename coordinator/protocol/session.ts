import { z } from 'zod'
import { Presence, PresenceChoice } from '../../machines/agent/presence.ts'
import { AgentId, Role } from '../../machines/ids.ts'

/** `POST /api/session`. */
export const Credentials = z.object({
  username: z.string().min(1).max(64),
  password: z.string().min(1).max(1024),
})
export type Credentials = z.infer<typeof Credentials>

/** `GET /api/me`. */
export const Me = z.object({
  agentId: AgentId,
  name: z.string(),
  role: Role,
  presence: Presence,
})
export type Me = z.infer<typeof Me>

/** `PUT /api/me/presence`. */
export const PresenceBody = z.object({ presence: PresenceChoice })
export type PresenceBody = z.infer<typeof PresenceBody>

/** `GET /api/desk`: settings that are the same for every agent. */
export const DeskSettings = z.object({
  parkingSlots: z.number().int().positive(),
  /** ISO 3166 alpha-2, for numbers that an agent types without a country code. Null: no agent can call a number. */
  dialCountry: z.string().nullable(),
})
export type DeskSettings = z.infer<typeof DeskSettings>

/** `GET /api/voice-token`. `signalingUrl` is null where the Voice SDK uses its own URL. */
export const VoiceToken = z.object({
  token: z.string(),
  identity: AgentId,
  expiresAt: z.iso.datetime(),
  signalingUrl: z.string().nullable(),
  edge: z.string(),
})
export type VoiceToken = z.infer<typeof VoiceToken>
