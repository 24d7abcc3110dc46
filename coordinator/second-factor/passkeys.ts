import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import type { z } from 'zod'
import {
  type PasskeyAssertion,
  PasskeyCreation,
  type PasskeyRegistration,
  PasskeyRequest,
} from '../protocol/second-factor.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import type { StoredPasskey } from './stored-factors.ts'

const CHALLENGE_MS = 5 * 60_000
/** Many modules, which most processes never need. */
const library = () => import('@simplewebauthn/server')

type Account = { agentId: string; name: string }

/** Passkeys as a second factor, for the domain of the console. */
export function createPasskeys(redis: RedisClient, keys: Keys, publicUrl: string) {
  const { origin, hostname } = new URL(publicUrl)
  const relyingParty = { expectedOrigin: origin, expectedRPID: hostname, requireUserVerification: false }

  async function newChallenge(agentId: string) {
    const challenge = randomBytes(32)
    const key = keyOf(agentId, challenge.toString('base64url'))
    await asking(() => redis.set(key, '', 'PX', CHALLENGE_MS))
    return new Uint8Array(challenge)
  }
  const keyOf = (agentId: string, challenge: string) =>
    `${keys.prefix}passkey-challenge:${agentId}:${challenge}`
  /** A challenge counts once. */
  const isChallengeOf = (agentId: string) => async (challenge: string) =>
    (await asking(() => redis.del(keyOf(agentId, challenge)))) === 1

  return {
    /** Browsers allow passkeys for a domain, not for an IP address. */
    possible: isIP(hostname.replace(/^\[|\]$/g, '')) === 0,

    /** The options for `navigator.credentials.create`. */
    async creationOptions({ agentId, name }: Account, present: readonly StoredPasskey[]) {
      const { generateRegistrationOptions } = await library()
      const options = await generateRegistrationOptions({
        rpName: 'Switchyard',
        rpID: hostname,
        userName: agentId,
        userDisplayName: name,
        userID: new TextEncoder().encode(agentId),
        challenge: await newChallenge(agentId),
        attestationType: 'none',
        excludeCredentials: present.map(({ id, transports }) => ({ id, transports })),
        authenticatorSelection: { residentKey: 'discouraged', userVerification: 'preferred' },
      })
      return PasskeyCreation.parse(options)
    },

    /** The options for `navigator.credentials.get`. */
    async requestOptions(agentId: string, present: readonly StoredPasskey[]) {
      const { generateAuthenticationOptions } = await library()
      const options = await generateAuthenticationOptions({
        rpID: hostname,
        challenge: await newChallenge(agentId),
        allowCredentials: present.map(({ id, transports }) => ({ id, transports })),
        userVerification: 'preferred',
      })
      return PasskeyRequest.parse(options)
    },

    /** The new passkey; null when the browser's answer is not good. */
    async registered(agentId: string, response: z.output<typeof PasskeyRegistration>) {
      const { verifyRegistrationResponse } = await library()
      const expectedChallenge = isChallengeOf(agentId)
      const result = await unlessMalformed(() =>
        verifyRegistrationResponse({ response, expectedChallenge, ...relyingParty }),
      )
      if (!result?.verified) return null
      const { id, publicKey, counter } = result.registrationInfo.credential
      const { transports = [] } = response.response
      return { id, publicKey: Buffer.from(publicKey).toString('base64url'), counter, transports }
    },

    /** The counter of the passkey after this use; null when the browser's answer is not good. */
    async used(agentId: string, response: z.output<typeof PasskeyAssertion>, passkey: StoredPasskey) {
      const { verifyAuthenticationResponse } = await library()
      const { id, counter, transports } = passkey
      const credential = {
        id,
        counter,
        transports,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
      }
      const expectedChallenge = isChallengeOf(agentId)
      const result = await unlessMalformed(() =>
        verifyAuthenticationResponse({ response, expectedChallenge, credential, ...relyingParty }),
      )
      return result?.verified ? result.authenticationInfo.newCounter : null
    },
  }
}

/** The library throws for an answer that it cannot read, or that belongs to another page or challenge. */
async function unlessMalformed<T>(verify: () => Promise<T>): Promise<T | null> {
  try {
    return await verify()
  } catch (error) {
    if (error instanceof Error && error.name !== 'RedisAway') return null
    throw error
  }
}
