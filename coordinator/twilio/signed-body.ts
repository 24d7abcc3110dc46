import { readBody } from '../http/body.ts'
import type { RequestContext } from '../http/router.ts'
import type { signatureCheck, WebhookForm } from './signature.ts'

/** More than any webhook of Twilio's; an unsigned body must not cost us memory. */
const LARGEST_BODY = 64 * 1024

/** The parameters of a webhook. Null: Twilio did not sign it, so it must have no effect. */
export async function signedForm(
  ctx: RequestContext,
  check: ReturnType<typeof signatureCheck>,
): Promise<WebhookForm | null> {
  const signature = ctx.get('X-Twilio-Signature')
  const bytes = signature === '' ? null : await readBody(ctx.req, LARGEST_BODY)
  if (bytes === null) return null
  const contentType = ctx.get('Content-Type')
  return check({ pathAndQuery: ctx.originalUrl, signature, contentType, body: bytes.toString('utf8') })
}
