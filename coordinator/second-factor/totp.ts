import { Secret, TOTP } from 'otpauth'

const PERIOD_S = 30
/** A clock may be one period off. */
const WINDOW = 1

const appFor = (secret: string, agentId = '') =>
  new TOTP({
    issuer: 'Switchyard',
    label: agentId,
    secret: Secret.fromBase32(secret),
    period: PERIOD_S,
    digits: 6,
  })

/** 160 bits, in base 32. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32

/** For the QR code that an authenticator app reads. */
export const totpUri = (secret: string, agentId: string): string => appFor(secret, agentId).toString()

/**
 * @param now milliseconds since the epoch
 * @returns the period that the code belongs to; null when the code is wrong
 */
export function periodOfCode(secret: string, code: string, now: number): number | null {
  const delta = appFor(secret).validate({ token: code.replace(/\s/g, ''), timestamp: now, window: WINDOW })
  return delta === null ? null : Math.floor(now / 1000 / PERIOD_S) + delta
}
