import type { IncomingHttpHeaders } from 'node:http'
import type { Role } from '../../machines/ids.ts'
import type { Session } from '../sessions/session.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { type BodyLimit, bodyOf } from './body.ts'
import { clientAddress } from './client-address.ts'
import type { Places } from './places.ts'
import { Refusal } from './problem.ts'
import type { RateLimit, RequestLimits } from './rate-limit.ts'
import { type RouteResponse, type StreamedResponse, sendResponse } from './response.ts'
import type { Endpoint, RequestContext } from './router.ts'

/** A request as a handler sees it. Its body is read but not yet checked by a schema. */
export interface RouteRequest {
  params: Record<string, string>
  query: Record<string, string | string[] | undefined>
  body: unknown
  headers: IncomingHttpHeaders
  /** The client's address. Behind this site's own proxies, the address that they report. */
  address: string
  /** The session's token, valid or not. */
  token: string | null
  /** `traceparent` of the request. */
  trace: string
  /** Whether nobody waits for the response any more. */
  hungUp: boolean
}

/** A request of an agent who is signed in. */
export interface SignedInRequest extends RouteRequest {
  by: Session
  /** For work that has waited, or takes long. @throws {Refusal} when the agent may not do it any more */
  checkAgain(): Promise<unknown>
}

type Response = RouteResponse | StreamedResponse

export type Route = Pick<Endpoint, 'method' | 'path'> & {
  /** Left out: the JSON of a command. */
  takes?: BodyLimit
  /** A console sends it by itself. It counts as a use of the session only while the agent is on a call. */
  unattended?: true
  /**
   * How often in a minute one agent may request it. Left out: reads have no limit, and all changes together have the limit
   * `changes`.
   */
  perMinute?: number
  /** A request holds one of them from before its body is read until it is answered. */
  places?: Places
} & (
    | { access: 'anyone'; handle(request: RouteRequest): Promise<Response> | Response }
    | { access: 'signedIn' | readonly Role[]; handle(request: SignedInRequest): Promise<Response> | Response }
  )

export interface RequestChecks {
  sessions: Pick<Sessions, 'find' | 'known' | 'use'>
  isOnCall(agentId: string): boolean
  /** The session's token in a `Cookie` header; null when there is none. */
  tokenIn(cookies: string | undefined): string | null
  /** Throws when a state-changing request comes from another origin. */
  checkOrigin(headers: IncomingHttpHeaders): void
  limits: RequestLimits
  /** Of all routes that change something and have no limit of their own. */
  changes: Pick<RateLimit, 'take'>
  /** The same for what consoles send by themselves: it takes nothing from what the agent does. */
  reports: Pick<RateLimit, 'take'>
}

/**
 * The endpoints of routes. Each checks the origin, the session, the role and the limit, and reads the body. It checks
 * session and role again before the handler runs.
 */
export const endpointsOf = (routes: readonly Route[], checks: RequestChecks): Endpoint[] =>
  routes.map((route) => {
    const { method, path } = route
    const limit = limitOf(route, checks)
    return { method, path, answer: (ctx, params) => answer(ctx, params, route, limit, checks) }
  })

function limitOf(
  { method, path, perMinute, unattended }: Route,
  { limits, changes, reports }: RequestChecks,
): Pick<RateLimit, 'take'> | null {
  if (perMinute !== undefined) return limits(`${method} ${path}`, perMinute)
  if (method === 'GET') return null
  return unattended ? reports : changes
}

async function answer(
  ctx: RequestContext,
  params: Record<string, string>,
  route: Route,
  limit: Pick<RateLimit, 'take'> | null,
  { sessions, isOnCall, tokenIn, checkOrigin }: RequestChecks,
): Promise<void> {
  const { headers } = ctx.req
  if (route.method !== 'GET') checkOrigin(headers)
  const token = tokenIn(headers.cookie)
  if (route.access === 'anyone') {
    const body = await bodyOf(ctx.req, route.takes)
    return sendResponse(ctx, await route.handle(requestFrom(ctx, params, body, token)))
  }
  const { access } = route
  const check = async () => {
    const by = token === null ? null : (sessions.known(token) ?? (await sessions.find(token)))
    if (!by) throw new Refusal('unauthenticated')
    ctx.state.by = by
    if (access !== 'signedIn' && !access.includes(by.role)) throw new Refusal('forbidden')
    return by
  }
  const by = await check()
  if (!route.unattended || isOnCall(by.agentId)) await sessions.use(by)
  if (limit !== null) await limit.take(by.agentId)
  const leave = route.places?.take(by.agentId)
  try {
    const body = await bodyOf(ctx.req, route.takes)
    // A body may take a minute: the account may be disabled since.
    const signedIn = { by: await check(), checkAgain: check }
    await sendResponse(
      ctx,
      await route.handle(Object.assign(requestFrom(ctx, params, body, token), signedIn)),
    )
  } finally {
    leave?.()
  }
}

function requestFrom(
  ctx: RequestContext,
  params: Record<string, string>,
  body: unknown,
  token: string | null,
): RouteRequest {
  return {
    params,
    headers: ctx.req.headers,
    trace: ctx.state.trace,
    token,
    body,
    // Koa parses the query and the address when a handler reads them. A command reads neither.
    get query() {
      return ctx.query
    },
    get address() {
      return clientAddress(ctx.ip)
    },
    get hungUp() {
      return ctx.req.socket.destroyed
    },
  }
}
