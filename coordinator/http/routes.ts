import type { IncomingHttpHeaders } from 'node:http'
import type { Middleware, ParameterizedContext } from 'koa'
import type { Role } from '../../machines/ids.ts'
import { type Session, type Sessions, tokenIn } from '../sessions/sessions.ts'
import type { RequestState } from './app.ts'
import { type BodyLimit, bodyOf, isEmpty } from './body.ts'
import { Refusal } from './problem.ts'
import { type RouteResponse, type StreamedResponse, sendResponse } from './response.ts'
import { type Match, tableOf } from './table.ts'

type Context = ParameterizedContext<RequestState>

/** A request as a handler sees it: parsed where HTTP is concerned, and otherwise as it came. */
export interface RouteRequest {
  params: Record<string, string>
  query: Record<string, string | string[] | undefined>
  body: unknown
  headers: IncomingHttpHeaders
  /** Where it came from; behind proxies of ours, what they say. */
  address: string
  /** The session's token, valid or not. */
  token: string | null
  /** `traceparent` of the request. */
  trace: string
}

/** … by somebody who is signed in. */
export interface SignedInRequest extends RouteRequest {
  by: Session
}

type Said = RouteResponse | StreamedResponse
type Method = 'get' | 'post' | 'put' | 'delete'

export type Route = {
  method: Method
  path: string
  /** Left out, the JSON of a command. */
  takes?: BodyLimit
} & (
  | { access: 'anyone'; handle(asked: RouteRequest): Promise<Said> | Said }
  | { access: 'signedIn' | readonly Role[]; handle(asked: SignedInRequest): Promise<Said> | Said }
)

export interface RequestChecks {
  sessions: Pick<Sessions, 'find' | 'known'>
  /** Throws when a state-changing request comes from another origin. */
  checkOrigin(headers: IncomingHttpHeaders): void
}

/** Binds a table of routes to Koa: who may, from where, and what was sent, before any handler is asked. */
export function routerOf(routes: readonly Route[], gate: RequestChecks): Middleware<RequestState> {
  const matching = tableOf(routes)
  return (ctx, next) => {
    const match = matching(ctx.method, ctx.path)
    return match === null ? next() : answer(ctx, match, gate)
  }
}

async function answer(ctx: Context, match: Match<Route>, gate: RequestChecks): Promise<void> {
  const { route } = match
  ctx._matchedRoute = route.path
  const { headers } = ctx.req
  if (route.method !== 'get') gate.checkOrigin(headers)
  const token = tokenIn(headers.cookie)
  if (route.access === 'anyone') {
    const body = isEmpty(headers) ? {} : await bodyOf(ctx, route.takes)
    return sendResponse(ctx, await route.handle(asked(ctx, match, body, token)))
  }
  const by = token === null ? null : (gate.sessions.known(token) ?? (await gate.sessions.find(token)))
  if (!by) throw new Refusal('unauthenticated')
  if (route.access !== 'signedIn' && !route.access.includes(by.role)) throw new Refusal('forbidden')
  const body = isEmpty(headers) ? {} : await bodyOf(ctx, route.takes)
  await sendResponse(ctx, await route.handle(Object.assign(asked(ctx, match, body, token), { by })))
}

function asked(ctx: Context, { params }: Match<Route>, body: unknown, token: string | null): RouteRequest {
  return {
    params,
    headers: ctx.req.headers,
    trace: ctx.state.trace,
    token,
    body,
    // Taken apart only for those who look: a command has no use for either.
    get query() {
      return ctx.query
    },
    get address() {
      return ctx.ip
    },
  }
}
