import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { voiceTokens } from '../../../coordinator/twilio/voice-token.ts'
import { CREDENTIALS } from '../simulator/test-simulator.ts'

test('a voice token lets its agent call our app for an hour, and be called by nobody', () => {
  const now = Date.now()
  const tokenFor = voiceTokens({ ...CREDENTIALS, signalingUrl: null, edge: 'roaming' }, { now: () => now })
  const { token, ...rest } = tokenFor('ann')
  expect(rest).toEqual({
    identity: 'ann',
    expiresAt: new Date(now + 3_600_000).toISOString(),
    signalingUrl: null,
    edge: 'roaming',
  })
  const [header, payload, mac] = token.split('.')
  expect(
    createHmac('sha256', CREDENTIALS.apiKeySecret).update(`${header}.${payload}`).digest('base64url'),
  ).toBe(mac)
  const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString())
  expect(claims).toMatchObject({
    iss: CREDENTIALS.apiKeySid,
    sub: CREDENTIALS.accountSid,
    grants: {
      identity: 'ann',
      voice: { outgoing: { application_sid: CREDENTIALS.twimlAppSid } },
    },
  })
  expect(claims.grants.voice.incoming?.allow ?? false).toBe(false)
  expect(claims.exp - Math.floor(now / 1000)).toBeGreaterThanOrEqual(3600)
})
