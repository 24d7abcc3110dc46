import { errors } from 'jose'
import * as client from 'openid-client'
import type { SignInRefusal } from '../protocol/sign-in-ways.ts'

type Reason = Extract<SignInRefusal, 'cancelled' | 'expired' | 'unreachable' | 'misconfigured' | 'not_proven'>

/**
 * The provider did not vouch for somebody. It has no cause, because the library's errors hold answers of the provider. These
 * have codes, tokens and claims, which must not be logged.
 */
export class ProviderError extends Error {
  override readonly name = 'ProviderError'
  constructor(
    readonly reason: Reason,
    /** The word of the standard or of the library for it. */
    readonly code: string,
    /** The provider has refused what was shown to it, for good: the code was used, or the person has no access any more. */
    readonly isGrantRefused = false,
  ) {
    super(`${reason}: ${code}`)
  }
}

/** Refusals of RFC 6749 and OpenID Connect that a person can do nothing about. */
const OF_CLIENT: ReadonlySet<string> = new Set([
  ...['invalid_client', 'unauthorized_client', 'invalid_scope', 'invalid_request', 'invalid_target'],
  ...['unsupported_grant_type', 'unsupported_response_type', 'unsupported_response_mode'],
])
const OF_MOMENT: ReadonlySet<string> = new Set(['server_error', 'temporarily_unavailable', 'slow_down'])
const NO_ANSWER: ReadonlySet<string> = new Set([
  ...['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_PARSE_ERROR'],
  ...['OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON'],
])

/** What an error of the library means for the person. */
export function providerError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error
  if (error instanceof client.AuthorizationResponseError) {
    if (OF_CLIENT.has(error.error)) return new ProviderError('misconfigured', error.error)
    if (OF_MOMENT.has(error.error)) return new ProviderError('unreachable', error.error)
    return new ProviderError('cancelled', wordIn(error.error))
  }
  if (error instanceof client.ResponseBodyError) {
    if (error.error === 'invalid_grant') return new ProviderError('expired', error.error, true)
    const reason = error.status >= 500 || OF_MOMENT.has(error.error) ? 'unreachable' : 'misconfigured'
    return new ProviderError(reason, wordIn(error.error))
  }
  if (error instanceof client.WWWAuthenticateChallengeError)
    return new ProviderError('misconfigured', 'invalid_client')
  if (error instanceof client.ClientError && error.code !== undefined && !NO_ANSWER.has(error.code))
    return new ProviderError('not_proven', error.code)
  if (error instanceof errors.JOSEError)
    return new ProviderError(error.code === 'ERR_JWKS_TIMEOUT' ? 'unreachable' : 'not_proven', error.code)
  return new ProviderError('unreachable', codeOf(error))
}

/** What a provider calls an error. */
const wordIn = (said: string) => (/^\w{1,60}$/.test(said) ? said : 'other')

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown'
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.cause instanceof Error ? codeOf(error.cause) : error.name
}
