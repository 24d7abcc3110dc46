import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { ApiKey } from '../directory.ts'

const header = z.object({ alg: z.literal('HS256') })
const claims = z.object({
  iss: z.string(),
  sub: z.string(),
  iat: z.number().optional(),
  exp: z.number(),
  grants: z.object({
    identity: z.string().min(1),
    voice: z.object({
      incoming: z.object({ allow: z.boolean() }).optional(),
      outgoing: z.object({ application_sid: z.string() }).optional(),
    }),
  }),
})

export interface AccessToken {
  readonly identity: string
  readonly mayReceive: boolean
  readonly applicationSid: string | null
  readonly expiresAt: number
}

/** The codes that the SDK turns into AccessTokenInvalid and AccessTokenExpired. */
export type TokenFault = { readonly code: 31204 | 31205; readonly message: string }

/** Checks an access token: signed with the secret of one of the account's API keys, for this account, not expired, with a voice grant. */
export function readToken(
  token: string,
  accountSid: string,
  keys: ReadonlyMap<string, ApiKey>,
  lifeS = Number.POSITIVE_INFINITY,
): AccessToken | TokenFault {
  const [head = '', body = '', given = ''] = token.split('.')
  const parsed = claims.safeParse(decode(body))
  if (!header.safeParse(decode(head)).success || !parsed.success) return invalid('invalid token')
  const { iss, sub, iat = 0, grants } = parsed.data
  const exp = Math.min(parsed.data.exp, iat + lifeS)
  const key = keys.get(iss)
  if (key === undefined || sub !== accountSid) return invalid('token of another account or key')
  const expected = createHmac('sha256', key.secret).update(`${head}.${body}`).digest()
  const actual = Buffer.from(given, 'base64url')
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return invalid('invalid token')
  if (exp * 1_000 <= Date.now()) return { code: 31205, message: 'JWT token expired' }
  return {
    identity: grants.identity,
    mayReceive: grants.voice.incoming?.allow ?? false,
    applicationSid: grants.voice.outgoing?.application_sid ?? null,
    expiresAt: exp * 1_000,
  }
}

function invalid(message: string): TokenFault {
  return { code: 31204, message }
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}
