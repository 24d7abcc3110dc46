import { z } from 'zod'
import { Presence, PresenceChoice } from '../../machines/agent/presence.ts'
import { AgentId, Role } from '../../machines/ids.ts'
import { EnrollableFactor, Enrolment, FactorProof } from './second-factor.ts'

/** `POST /api/session`. A refusal says what is missing, and the same request is sent again with it. */
export const Credentials = z.object({
  username: z.string().min(1).max(64),
  password: z.string().min(1).max(1024),
  /** After `password_change_required`. */
  newPassword: z.string().max(1024).optional(),
  /** After `second_factor_required` that accepts something. */
  secondFactor: FactorProof.optional(),
  /** After `second_factor_required` that accepts nothing yet. */
  enrol: Enrolment.optional(),
})
export type Credentials = z.input<typeof Credentials>

/** `POST /api/session/second-factor`: begins an enrolment before the first sign-in. */
export const FirstEnrolment = Credentials.pick({ username: true, password: true }).extend({
  type: EnrollableFactor,
})

/** `GET /api/me`, and `GET /api/session` where somebody is signed in; that answers null otherwise. */
export const Me = z.object({
  agentId: AgentId,
  name: z.string(),
  role: Role,
  presence: Presence,
  /** The company's account has opened the session: there is no password. */
  company: z.boolean(),
})
export type Me = z.infer<typeof Me>

/** `DELETE /api/session`, where the browser is to sign out at the OpenID provider too: at this address. */
export const SignedOut = z.object({ url: z.url() })
export type SignedOut = z.infer<typeof SignedOut>

/** `PUT /api/me/presence`. */
export const PresenceBody = z.object({ presence: PresenceChoice })
export type PresenceBody = z.infer<typeof PresenceBody>

/** After how many milliseconds a wait is shown as long, and as too long. */
const WaitLimits = z.object({ longMs: z.number().int().positive(), tooLongMs: z.number().int().positive() })
export type WaitLimits = z.infer<typeof WaitLimits>

/** The limits of a wait for an answer, and of a wait in the lot, where nothing else is set. */
export const WAITS = {
  answer: { longMs: 10_000, tooLongMs: 20_000 },
  lot: { longMs: 60_000, tooLongMs: 120_000 },
} as const satisfies Record<string, WaitLimits>

/** `GET /api/desk`: settings that are the same for every agent. */
export const DeskSettings = z.object({
  parkingSlots: z.number().int().positive(),
  waits: z.object({ answer: WaitLimits, lot: WaitLimits }).default(WAITS),
  /** ISO 3166 alpha-2, for numbers that an agent types without a country code. Null: no agent can call a number. */
  dialCountry: z.string().nullable(),
  /** Agents see which supervisor listens to a call. */
  listeningShown: z.boolean().default(true),
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
