import { parse } from 'node:querystring'
import twilio from 'twilio'

/** Parameters of a POST. A name that came more than once has all its values. */
export type WebhookForm = Readonly<Record<string, string | string[] | undefined>>

export interface WebhookRequest {
  /** Path and query exactly as they came: Twilio signed these characters. */
  pathAndQuery: string
  /** `X-Twilio-Signature` */
  signature: string
  contentType: string
  body: string
}

/**
 * Checks `X-Twilio-Signature`: base64 HMAC-SHA1, keyed with the auth token, over the URL and the sorted
 * POST parameters. The URL is our configured one, with and without the default port, and never what a Host header
 * claims. Comparison takes constant time. Source: Twilio's "Webhooks security".
 *
 * A body that is no form is refused, also with a good signature. We ask for forms alone, and a signature over the bare URL
 * does not cover a body.
 * @param authTokens each one is good: while tokens rotate there are two
 * @returns the parameters, or null when nobody at Twilio signed this
 */
export function signatureCheck(publicUrl: string, authTokens: readonly string[]) {
  return ({ pathAndQuery, signature, contentType, body }: WebhookRequest): WebhookForm | null => {
    if (!pathAndQuery.startsWith('/') || !FORM.test(contentType)) return null
    const url = publicUrl + pathAndQuery
    const form = parse(body)
    return authTokens.some((token) => twilio.validateRequest(token, signature, url, form)) ? form : null
  }
}

const FORM = /^\s*application\/x-www-form-urlencoded\s*(;|$)/i
