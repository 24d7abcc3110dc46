import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { problemOf, type Refusal } from './problem.ts'
import type { RequestContext } from './router.ts'

/** What a handler returns. A `body` is sent as JSON, a Buffer or a stream as it is. */
export interface RouteResponse {
  status: number
  body?: unknown
  headers?: Record<string, string | string[]>
}

/** A response that a handler writes itself, for as long as it wants. */
export interface StreamedResponse {
  /** Its content type, all that a HEAD request learns. */
  type: string
  /** Resolves when the response has begun. Rejects only while nothing is written. */
  takeOver(req: IncomingMessage, res: ServerResponse): Promise<void>
}

const NO_CONTENT = 204

export async function sendResponse(
  ctx: RequestContext,
  answer: RouteResponse | StreamedResponse,
): Promise<void> {
  if ('takeOver' in answer) {
    if (ctx.method === 'HEAD') {
      ctx.status = 200
      ctx.type = answer.type
      return
    }
    // Koa sets 404 for a response that it does not write.
    ctx.res.statusCode = 200
    await answer.takeOver(ctx.req, ctx.res)
    ctx.respond = false
    return
  }
  if (answer.headers) ctx.set(answer.headers)
  ctx.status = answer.status
  if (answer.status === NO_CONTENT) sendHead(ctx)
  else if (Buffer.isBuffer(answer.body)) sendBytes(ctx, answer.body)
  else if (answer.body instanceof Readable) ctx.body = answer.body
  else if (typeof answer.body === 'object') sendJson(ctx, JSON.stringify(answer.body))
  else if (answer.body !== undefined) ctx.body = answer.body
}

/** A client that names the response's ETag has these bytes already. */
function sendBytes(ctx: RequestContext, bytes: Buffer): void {
  if (ctx.response.get('ETag') !== '' && ctx.fresh) ctx.status = 304
  else ctx.body = bytes
}

/** As `sendJson`, without a body. */
function sendHead(ctx: RequestContext): void {
  ctx.respond = false
  ctx.res.writeHead(ctx.status).end()
}

/** Writes to Node directly: Koa inspects each body first, and that costs a command more than writing it. */
function sendJson(ctx: RequestContext, json: string): void {
  ctx.respond = false
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(json),
  }
  ctx.res.writeHead(ctx.status, headers).end(json)
}

export function sendProblem(ctx: RequestContext, refusal: Refusal): void {
  const problem = problemOf(refusal)
  const { retryAfterS } = refusal.explanation
  if (retryAfterS !== undefined) ctx.set('Retry-After', String(retryAfterS))
  ctx.set('Cache-Control', 'no-store')
  ctx.status = problem.status
  ctx.type = 'application/problem+json'
  ctx.body = JSON.stringify(problem)
}
