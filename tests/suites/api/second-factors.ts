import { TOTP } from 'otpauth'
import { expect } from 'vitest'
import { addressOf } from './addresses.ts'
import { cookieOf, type Office, PASSWORD, type Person } from './office.ts'

/** Sign-ins of agents with a second factor, each agent from an address of its own. */
export function secondFactorsOf(office: () => Office) {
  let last = 0

  const signIn = (agentId: string, more: object = {}, password = PASSWORD) =>
    office().request('POST', '/api/session', { username: agentId, password, ...more }, addressOf(agentId))

  /** Begins an enrolment before the first sign-in. */
  const begins = (agentId: string, type: 'totp' | 'passkey', password = PASSWORD) =>
    office().request(
      'POST',
      '/api/session/second-factor',
      { username: agentId, password, type },
      addressOf(agentId),
    )

  async function newAdministrator(): Promise<string> {
    const agentId = `admin${++last}`
    await office().hire(agentId, 'admin')
    return agentId
  }

  /** The code that an authenticator app shows now. Each call is half a minute after the one before: no code counts twice. */
  function codeOf(secret: string): string {
    office().passTime(30_000)
    return new TOTP({ secret }).generate({ timestamp: office().now() })
  }

  async function beginsTotp(agentId: string, password = PASSWORD): Promise<string> {
    const begun = await begins(agentId, 'totp', password)
    expect(begun.status).toBe(200)
    const { secret, uri } = (await begun.json()) as { secret: string; uri: string }
    expect(uri).toContain(`otpauth://totp/Switchyard:${agentId}?`)
    return secret
  }

  return {
    signIn,
    begins,
    newAdministrator,
    codeOf,
    beginsTotp,
    totp: (secret: string) => ({ secondFactor: { type: 'totp', code: codeOf(secret) } }),
    /** An administrator with an authenticator app, signed in for the first time. */
    async administrator(): Promise<{ agentId: string; secret: string; person: Person }> {
      const agentId = await newAdministrator()
      const secret = await beginsTotp(agentId)
      const entered = await signIn(agentId, { enrol: { type: 'totp', code: codeOf(secret) } })
      expect(entered.status).toBe(204)
      return { agentId, secret, person: office().person(agentId, cookieOf(entered)) }
    },
  }
}
