import twilio from 'twilio'
import type { VoiceToken } from '../protocol/session.ts'
import type { Clock } from '../runtime.ts'
import type { Session } from '../sessions/session.ts'

const { AccessToken } = twilio.jwt

/** Seconds. Twilio's own default; 24 h is the most it allows. */
const LONGEST_S = 3600
/** A session that ends in mid-call does not end the talk: until then the agent signs in again. */
const SHORTEST_S = 600

export interface VoiceTokenSettings {
  accountSid: string
  apiKeySid: string
  apiKeySecret: string
  twimlAppSid: string
  signalingUrl: string | null
  edge: string
}

/**
 * Lets an agent's browser call our TwiML App, and nothing else: agents are rung by the feed, not by Twilio. The token ends
 * with the session, or after an hour, but not within ten minutes. Alone it opens nothing: a leg needs a session too.
 */
export function voiceTokens(settings: VoiceTokenSettings, clock: Clock) {
  return ({ agentId, expiresAt }: Pick<Session, 'agentId' | 'expiresAt'>): VoiceToken => {
    const now = clock.now()
    const ttl = Math.max(SHORTEST_S, Math.min(LONGEST_S, Math.floor((expiresAt - now) / 1000)))
    const token = new AccessToken(settings.accountSid, settings.apiKeySid, settings.apiKeySecret, {
      identity: agentId,
      ttl,
    })
    token.addGrant(
      new AccessToken.VoiceGrant({ outgoingApplicationSid: settings.twimlAppSid, incomingAllow: false }),
    )
    return {
      token: token.toJwt(),
      identity: agentId,
      expiresAt: new Date(now + ttl * 1000).toISOString(),
      signalingUrl: settings.signalingUrl,
      edge: settings.edge,
    }
  }
}
