import type { IncomingMessage } from 'node:http'
import type { RequestContext } from '../http/router.ts'
import type { signatureCheck, WebhookForm } from './signature.ts'

/** More than any webhook of Twilio's; an unsigned body must not cost us memory. */
const LARGEST_BODY = 64 * 1024

/** The parameters of a webhook. Null for what Twilio did not sign: nothing is read or written for it. */
export async function signedForm(
  ctx: RequestContext,
  check: ReturnType<typeof signatureCheck>,
): Promise<WebhookForm | null> {
  const signature = ctx.get('X-Twilio-Signature')
  const body = signature === '' ? null : await read(ctx.req)
  if (body === null) return null
  return check({ pathAndQuery: ctx.originalUrl, signature, contentType: ctx.get('Content-Type'), body })
}

/**
 * Null when it is too large, or broke off so that nobody is there to be answered. What is left of it is
 * let run out unread.
 */
function read(request: IncomingMessage): Promise<string | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= LARGEST_BODY) chunks.push(chunk)
      else resolve(null)
    })
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.on('error', () => resolve(null))
  })
}
