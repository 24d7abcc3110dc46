import type { IncomingMessage } from 'node:http'
import type { Middleware } from 'koa'
import type { RequestState } from '../http/app.ts'
import type { signatureCheck, WebhookForm } from './signature.ts'

/** More than any webhook of Twilio's; an unsigned body must not cost us memory. */
const LARGEST_BODY = 64 * 1024

export interface SignedState extends RequestState {
  form: WebhookForm
}

/** 403 and an empty body for whatever Twilio did not sign: nothing is read or written for it. */
export function signedByTwilio(check: ReturnType<typeof signatureCheck>): Middleware<SignedState> {
  return async (ctx, next) => {
    const signature = ctx.get('X-Twilio-Signature')
    const body = signature === '' ? null : await read(ctx.req)
    const form =
      body === null
        ? null
        : check({ pathAndQuery: ctx.originalUrl, signature, contentType: ctx.get('Content-Type'), body })
    if (form === null) {
      ctx.status = 403
      ctx.body = ''
      return
    }
    ctx.state.form = form
    await next()
  }
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
