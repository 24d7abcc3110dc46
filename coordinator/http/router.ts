import findMyWay from 'find-my-way'
import type { Middleware, ParameterizedContext } from 'koa'
import type { Session } from '../sessions/session.ts'

/** What accompanies every request. */
export interface RequestState {
  /** Its `traceparent`. */
  trace: string
  /** Who is signed in, once that is known. */
  by?: Session
}

export type RequestContext = ParameterizedContext<RequestState>

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A method and a path that this process answers. */
export interface Endpoint {
  method: Method
  /** Segments that begin with a colon are parameters. */
  path: string
  answer(ctx: RequestContext, params: Record<string, string>): Promise<void> | void
}

/** Node leaves the body out of the response to a HEAD request. */
const METHODS = new Map<string, Method>([
  ['GET', 'GET'],
  ['HEAD', 'GET'],
  ['POST', 'POST'],
  ['PUT', 'PUT'],
  ['PATCH', 'PATCH'],
  ['DELETE', 'DELETE'],
])

/** Hands each request to its endpoint. A request without one goes on to the next middleware. */
export function routerOf(endpoints: readonly Endpoint[]): Middleware<RequestState> {
  const router = findMyWay({ ignoreTrailingSlash: true, maxParamLength: Number.POSITIVE_INFINITY })
  for (const endpoint of endpoints) router.on(endpoint.method, endpoint.path, () => undefined, endpoint)
  return (ctx, next) => {
    const method = METHODS.get(ctx.method)
    const found = method && router.find(method, ctx.path.replaceAll('%', '%25'))
    const params = found && paramsFrom(found.params)
    if (!params) return next()
    const endpoint: Endpoint = found.store
    // The label of metrics and traces: a path would make one label for each call.
    ctx._matchedRoute = endpoint.path
    return endpoint.answer(ctx, params)
  }
}

/**
 * Decodes the parameters. The router sees an encoded percent sign instead of each `%`, so it decodes nothing itself.
 * Otherwise it would decode fixed segments, and find no endpoint for a parameter whose encoding is not valid.
 * @returns null when a parameter is empty
 */
function paramsFrom(found: Record<string, string | undefined>): Record<string, string> | null {
  const params: Record<string, string> = {}
  for (const [name, value] of Object.entries(found)) {
    if (!value) return null
    params[name] = value.includes('%') ? decoded(value) : value
  }
  return params
}

/** A value without a valid encoding stays as it is: the schema of its parameter refuses it. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
