import { createHash, timingSafeEqual } from 'node:crypto'
import type { Role } from '../../machines/ids.ts'
import { Refusal } from '../http/problem.ts'
import type { Route, RouteRequest } from '../http/routes.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { isLoopback } from '../settings/loopback.ts'
import type { Metrics } from './metrics.ts'
import { type ReadinessCheck, readiness } from './readiness.ts'

export const OPERATORS: readonly Role[] = ['ops', 'admin']

export interface OpsDeps {
  sessions: Pick<Sessions, 'find'>
  metrics: Metrics
  /** The bearer token of a scraper; null: no token is accepted. */
  metricsToken: string | null
  publicUrl: string
  /** By name: `redis`, `migrations`, `worker`. */
  checks: Record<string, ReadinessCheck>
  /** Called when somebody is told that this process is ready. */
  onReady(): void
}

export function opsRoutes({ sessions, metrics, metricsToken, publicUrl, checks, onReady }: OpsDeps): Route[] {
  // This process speaks http. Where others reach it over https, a proxy forwards requests from anywhere, and need not say so.
  const hasNoProxy = publicUrl.startsWith('http:')

  async function mayScrape(asked: RouteRequest): Promise<void> {
    if ((hasNoProxy && isFromThisMachine(asked)) || bears(asked, metricsToken)) return
    const session = asked.token === null ? null : await sessions.find(asked.token)
    if (!session) throw new Refusal('unauthenticated')
    if (!OPERATORS.includes(session.role)) throw new Refusal('forbidden')
  }

  return [
    {
      method: 'GET',
      path: '/healthz',
      access: 'anyone',
      handle: ({ headers }) => ({
        status: 200,
        body: { status: 'ok', forwardedFor: forwardedFor(headers) },
        headers: NOT_STORED,
      }),
    },
    {
      method: 'GET',
      path: '/readyz',
      access: 'anyone',
      async handle() {
        const ready = await readiness(checks)
        onReady()
        return { ...ready, headers: NOT_STORED }
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      access: 'anyone',
      async handle(asked) {
        await mayScrape(asked)
        const { text, contentType } = await metrics.expose()
        return { status: 200, body: text, headers: { ...NOT_STORED, 'Content-Type': contentType } }
      },
    },
  ]
}

/** How many addresses the proxies in front have reported: `twilio:doctor` compares it with `TRUSTED_PROXIES`. */
const forwardedFor = ({ 'x-forwarded-for': given }: RouteRequest['headers']): number =>
  given === undefined ? 0 : String(given).split(',').length

const NOT_STORED = { 'Cache-Control': 'no-store' }
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via']

/** A proxy forwards requests from anywhere, mostly with a header that says so. */
const isFromThisMachine = ({ address, headers }: RouteRequest) =>
  isLoopback(address) && FORWARDED.every((name) => headers[name] === undefined)

function bears({ headers }: RouteRequest, token: string | null): boolean {
  const given = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  return token !== null && given !== undefined && timingSafeEqual(sha256(given), sha256(token))
}

/** The comparison needs values of equal length. Digests of all tokens have one length. */
const sha256 = (text: string) => createHash('sha256').update(text).digest()
