import type { IncomingHttpHeaders } from 'node:http'
import bodyParser from '@koa/bodyparser'
import type { Middleware } from 'koa'
import { Refusal } from './problem.ts'
import type { RequestContext } from './router.ts'

/** What a route takes, in bytes at most. */
export type BodyLimit = { json: number } | { bytes: number }

/** A command is a few hundred bytes. Whoever sends more is not a console. */
const COMMAND: BodyLimit = { json: 16 * 1024 }

const parsers = new Map<number, Middleware>()

/** JSON whatever the content type says: a script that forgets the header meant JSON all the same. */
function parserOf(limit: number): Middleware {
  const known = parsers.get(limit)
  if (known) return known
  const parser = bodyParser({
    jsonLimit: limit,
    detectJSON: () => true,
    parsedMethods: ['POST', 'PUT', 'DELETE'],
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

/** Most commands have no body, and do not pay for parsing. */
export const isEmpty = (headers: IncomingHttpHeaders) =>
  headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0'

const done = () => Promise.resolve()

/**
 * The body of a request, a Buffer where a route takes bytes.
 * @throws {Refusal} `invalid_request`
 */
export async function bodyOf(ctx: RequestContext, taken: BodyLimit = COMMAND): Promise<unknown> {
  if ('bytes' in taken) return bytesOf(ctx, taken.bytes)
  await parserOf(taken.json)(ctx, done)
  return ctx.request.body
}

/** What is too large is let run out unread: whoever is still sending must hear why. */
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
