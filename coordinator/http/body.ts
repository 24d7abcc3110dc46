import type { IncomingHttpHeaders } from 'node:http'
import bodyParser from '@koa/bodyparser'
import type { Middleware } from 'koa'
import { Refusal } from './problem.ts'
import type { RequestContext } from './router.ts'

/** The kind of body that a route accepts, and its largest size in bytes. */
export type BodyLimit = { json: number } | { bytes: number }

/** A command is a few hundred bytes. */
const COMMAND: BodyLimit = { json: 16 * 1024 }

const parsers = new Map<number, Middleware>()

/** Reads JSON whatever the content type is: scripts forget the header. */
function parserOf(limit: number): Middleware {
  const known = parsers.get(limit)
  if (known) return known
  const parser = bodyParser({
    jsonLimit: limit,
    detectJSON: () => true,
    parsedMethods: ['POST', 'PUT', 'PATCH', 'DELETE'],
    onError: (error) => {
      throw 'status' in error && error.status === 413 ? tooLarge(limit) : refused('must be a JSON object')
    },
  })
  parsers.set(limit, parser)
  return parser
}

const refused = (message: string) =>
  new Refusal('invalid_request', `The body ${message}`, { errors: [{ path: '', message }] })
const tooLarge = (limit: number) => refused(`must be at most ${limit / 1024}kb`)

/** Most commands have no body and need no parser. */
export const isEmpty = (headers: IncomingHttpHeaders) =>
  headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0'

const done = () => Promise.resolve()

/**
 * The body of a request, a Buffer where a route takes bytes.
 * @throws {Refusal} `invalid_request`
 */
export async function bodyOf(ctx: RequestContext, limit: BodyLimit = COMMAND): Promise<unknown> {
  if ('bytes' in limit) return bytesOf(ctx, limit.bytes)
  await parserOf(limit.json)(ctx, done)
  return ctx.request.body
}

/** Reads the rest of a body that is too large without keeping it: a client that still sends gets no response. */
async function bytesOf(ctx: RequestContext, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of ctx.req) {
    size += chunk.length
    if (size <= limit) chunks.push(chunk)
  }
  if (size > limit) throw tooLarge(limit)
  return Buffer.concat(chunks)
}
