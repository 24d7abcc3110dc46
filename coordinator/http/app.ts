import Koa, { type Middleware, type Next } from 'koa'
import type { Logger } from 'pino'
import type { Audit } from '../audit/audit.ts'
import type { Metrics } from '../ops/metrics.ts'
import { type Tracing, traceIdOf, traceIn } from '../ops/tracing.ts'
import { clientAddress } from './client-address.ts'
import { consoleFrom } from './console.ts'
import { hostCheck } from './origin.ts'
import { isForbidden, Refusal, refusalFor } from './problem.ts'
import { sendProblem } from './response.ts'
import type { RequestContext, RequestState } from './router.ts'
import { DATA_HEADERS, documentHeaders, headersOfAll } from './security.ts'

export interface AppOptions {
  router: Middleware<RequestState>
  /** Run after the router and before the console, under the console's security headers: the job board. */
  pages?: readonly Middleware[]
  /** Where people and Twilio reach us. */
  publicUrl: string
  signalingUrl: string | null
  /** How many entries of X-Forwarded-For, from the right, this site's own proxies wrote. */
  trustedProxies: number
  /** The built console; null where something else serves it. */
  consoleFolder: string | null
  log: Logger
  metrics: Metrics
  audit: Pick<Audit, 'record'>
  tracing: Tracing
}

const REQUEST_ID = /^[\w.-]{1,64}$/

/** Everything that the port of a coordinator answers. `app.callback()` goes to an HTTP server. */
export function createApp(options: AppOptions): Koa {
  const { log } = options
  const app = new Koa({
    proxy: options.trustedProxies > 0,
    maxIpsCount: options.trustedProxies,
  })
  // Only failures after the headers are sent, or of the connection, arrive here.
  app.on('error', (error: unknown) =>
    log[isOfClient(error) ? 'debug' : 'warn']({ err: error }, 'A response broke off'),
  )
  app.use(observed(options))
  app.use(options.router)
  const protect = documentHeaders(options)
  app.use((ctx, next) => (isData(ctx.path) ? next() : protect(ctx, next)))
  for (const page of options.pages ?? []) app.use(page)
  if (options.consoleFolder !== null) {
    const files = consoleFrom(options.consoleFolder)
    app.use((ctx, next) => (isData(ctx.path) ? next() : files(ctx, next)))
  }
  app.use(() => {
    throw new Refusal('not_found')
  })
  return app
}

const isData = (path: string) => path.startsWith('/api/') || path === '/api'

/** The outermost middleware: gives a request its id, measures it, and answers what fails inside. */
function observed({ log, metrics, audit, tracing, publicUrl }: AppOptions) {
  const headers = headersOfAll(publicUrl)
  const checkHost = hostCheck(publicUrl)
  return (ctx: RequestContext, next: Next): Promise<void> => {
    const outcome = () => ({
      name: `${ctx.method} ${routeOf(ctx)}`,
      attributes: { 'http.response.status_code': ctx.status },
    })
    const parent = traceIn(ctx.req.headers.traceparent)
    return tracing.run({ name: 'request', parent, outcome }, (trace) => answered(ctx, next, trace))
  }

  async function answered(ctx: RequestContext, next: Next, trace: string): Promise<void> {
    const startedAt = performance.now()
    const requestId = requestIdOf(ctx) ?? traceIdOf(trace)
    ctx.state.trace = trace
    ctx.res.setHeader('X-Request-Id', requestId)
    for (const [name, value] of headers) ctx.res.setHeader(name, value)
    if (isData(ctx.path)) for (const [name, value] of DATA_HEADERS) ctx.res.setHeader(name, value)
    try {
      checkHost(ctx.req.headers)
      await next()
    } catch (error) {
      const refusal = refusalFor(error)
      if (refusal.code === 'internal')
        log.error({ err: error, trace, requestId, method: ctx.method, path: ctx.path }, 'Request failed')
      if (isForbidden(refusal))
        audit.record({
          what: 'request_refused',
          who: ctx.state.by?.agentId ?? null,
          from: clientAddress(ctx.ip),
          target: `${ctx.method} ${routeOf(ctx)}`,
          result: 'refused',
          detail: refusal.code,
        })
      sendProblem(ctx, refusal)
    }
    const tookMs = performance.now() - startedAt
    const route = routeOf(ctx)
    metrics.request(ctx.method, route, ctx.status, tookMs)
    if (log.isLevelEnabled('debug'))
      log.debug(
        { trace, requestId, method: ctx.method, route, status: ctx.status, tookMs },
        'Request answered',
      )
  }
}

/** The client may name its request. Without a name, the request has the id of its trace. */
function requestIdOf({ req }: RequestContext): string | null {
  const given = req.headers['x-request-id']
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : null
}

const GONE: ReadonlySet<unknown> = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
])

/** The client has gone away, or sends what is no HTTP. Anybody can do that as often as they like. */
const isOfClient = (error: unknown) =>
  error instanceof Error &&
  'code' in error &&
  (GONE.has(error.code) || (typeof error.code === 'string' && error.code.startsWith('HPE_')))

/** The pattern that matched, never the path: a label must not have a value for each call. */
function routeOf(ctx: RequestContext): string {
  const matched: unknown = ctx._matchedRoute
  return typeof matched === 'string' ? matched : 'other'
}
