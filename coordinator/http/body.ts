import bodyParser from '@koa/bodyparser'
import type { ParameterizedContext } from 'koa'
import { Refusal } from './problem.ts'

/** A command is a few hundred bytes. Whoever sends more is not a console. */
const LIMIT = '16kb'

/** JSON whatever the content type says: a script that forgets the header meant JSON all the same. */
const parse = bodyParser({
  jsonLimit: LIMIT,
  detectJSON: () => true,
  parsedMethods: ['POST', 'PUT', 'DELETE'],
  onError: (error) => {
    const tooLarge = 'status' in error && error.status === 413
    const message = tooLarge ? `must be at most ${LIMIT}` : 'must be a JSON object'
    throw new Refusal('invalid_request', `The body ${message}`, { errors: [{ path: '', message }] })
  },
})

const EMPTY = {}
const done = () => Promise.resolve()

/**
 * The body of a request; `{}` when there is none. Most commands have none, and do not pay for parsing.
 * @throws {Refusal} `invalid_request`
 */
export async function bodyOf(ctx: ParameterizedContext): Promise<unknown> {
  const { headers } = ctx.req
  const length = headers['content-length']
  if (headers['transfer-encoding'] === undefined && (length === undefined || length === '0')) return EMPTY
  await parse(ctx, done)
  return ctx.request.body
}
