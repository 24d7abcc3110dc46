import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { voiceTokens } from '../../../coordinator/twilio/voice-token.ts'
import { CREDENTIALS } from '../simulator/test-simulator.ts'

test('a voice token lets its agent call our app for an hour, and be called by nobody', () => {
  const now = Date.now()
  const tokenFor = voiceTokens({ ...CREDENTIALS, signalingUrl: null, edge: 'roaming' }, { now: () => now })
  const { token, ...rest } = tokenFor({ agentId: 'ann', expiresAt: now + 86_400_000 })
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

test.each([
  ['ends with the session of its agent', 1_800, 1_800],
  ['outlasts a session that is about to end, so that no talk is cut', 8, 600],
])('a voice token %s', (_, leftS, livesS) => {
  const now = Date.now()
  const tokenFor = voiceTokens({ ...CREDENTIALS, signalingUrl: null, edge: 'roaming' }, { now: () => now })
  const { token, expiresAt } = tokenFor({ agentId: 'ann', expiresAt: now + leftS * 1_000 })
  expect(expiresAt).toBe(new Date(now + livesS * 1_000).toISOString())
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  expect(claims.exp - claims.iat).toBe(livesS)
})
