import { z } from 'zod'
import { Presence } from './agent/view.ts'
import { AgentId, Role } from './ids.ts'

/** `GET /api/me` */
export const Me = z.object({ agentId: AgentId, name: z.string(), role: Role, presence: Presence })
export type Me = z.infer<typeof Me>

/** `GET /api/voice-token`. `signalingUrl` is null where the Voice SDK knows its own way. */
export const VoiceToken = z.object({
  token: z.string(),
  identity: AgentId,
  expiresAt: z.iso.datetime(),
  signalingUrl: z.string().nullable(),
  edge: z.string(),
})
export type VoiceToken = z.infer<typeof VoiceToken>
