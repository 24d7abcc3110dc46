import twilio from 'twilio'
import type { VoiceToken } from '../protocol/session.ts'
import type { Clock } from '../runtime.ts'

const { AccessToken } = twilio.jwt

/** Seconds. Twilio's own default; 24 h is the most it allows. */
const LIFETIME_S = 3600

export interface VoiceTokenSettings {
  accountSid: string
  apiKeySid: string
  apiKeySecret: string
  twimlAppSid: string
  signalingUrl: string | null
  edge: string
}

/** Lets an agent's browser call our TwiML App, and nothing else: agents are rung by the feed, not by Twilio. */
export function voiceTokens(settings: VoiceTokenSettings, clock: Clock): (agentId: string) => VoiceToken {
  return (agentId) => {
    const token = new AccessToken(settings.accountSid, settings.apiKeySid, settings.apiKeySecret, {
      identity: agentId,
      ttl: LIFETIME_S,
    })
    token.addGrant(
      new AccessToken.VoiceGrant({ outgoingApplicationSid: settings.twimlAppSid, incomingAllow: false }),
    )
    return {
      token: token.toJwt(),
      identity: agentId,
      expiresAt: new Date(clock.now() + LIFETIME_S * 1000).toISOString(),
      signalingUrl: settings.signalingUrl,
      edge: settings.edge,
    }
  }
}
