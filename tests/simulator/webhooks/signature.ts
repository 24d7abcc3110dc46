import { createHmac } from 'node:crypto'

/**
 * X-Twilio-Signature: base64 HMAC-SHA1 over the URL without its fragment, followed by name and value of each POST
 * parameter in the order of the names.
 */
export function signature(authToken: string, url: string, params: Readonly<Record<string, string>>): string {
  const signed = Object.keys(params)
    .sort()
    .reduce((text, name) => text + name + params[name], url)
  return createHmac('sha1', authToken).update(signed, 'utf8').digest('base64')
}
