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
 * POST parameters; over the URL alone where the body's hash is in it as `bodySHA256`. The URL is our
 * configured one, with and without the default port, and never what a Host header claims. Comparison
 * takes constant time. Source: Twilio's "Webhooks security".
 * @param authTokens each one is good: while tokens rotate there are two
 * @returns the parameters, or null when nobody at Twilio signed this
 */
export function signatureCheck(publicUrl: string, authTokens: readonly string[]) {
  return ({ pathAndQuery, signature, contentType, body }: WebhookRequest): WebhookForm | null => {
    if (!pathAndQuery.startsWith('/')) return null
    const url = publicUrl + pathAndQuery
    if (pathAndQuery.includes('bodySHA256=')) {
      const valid = authTokens.some((token) => twilio.validateRequestWithBody(token, signature, url, body))
      return valid ? formOf(contentType, body) : null
    }
    const form = formOf(contentType, body)
    return authTokens.some((token) => twilio.validateRequest(token, signature, url, form)) ? form : null
  }
}

const formOf = (contentType: string, body: string): WebhookForm =>
  contentType.startsWith('application/x-www-form-urlencoded') ? parse(body) : {}
