import { createHash, timingSafeEqual } from 'node:crypto'
import type { Role } from '../../machines/ids.ts'
import { Refusal } from '../http/problem.ts'
import type { Route, RouteRequest } from '../http/routes.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Metrics } from './metrics.ts'
import { type ReadinessCheck, readiness } from './readiness.ts'

export const OPERATORS: readonly Role[] = ['ops', 'admin']

export interface OpsDeps {
  sessions: Pick<Sessions, 'find'>
  metrics: Metrics
  /** The bearer token of a scraper on another machine; null: no token is accepted. */
  metricsToken: string | null
  /** By name: `redis`, `migrations`, `worker`. */
  checks: Record<string, ReadinessCheck>
}

export function opsRoutes({ sessions, metrics, metricsToken, checks }: OpsDeps): Route[] {
  async function mayScrape(asked: RouteRequest): Promise<void> {
    if (isFromThisMachine(asked) || bears(asked, metricsToken)) return
    const session = asked.token === null ? null : await sessions.find(asked.token)
    if (!session) throw new Refusal('unauthenticated')
    if (!OPERATORS.includes(session.role)) throw new Refusal('forbidden')
  }

  return [
    {
      method: 'GET',
      path: '/healthz',
      access: 'anyone',
      handle: () => ({ status: 200, body: { status: 'ok' }, headers: NOT_STORED }),
    },
    { method: 'GET', path: '/readyz', access: 'anyone', handle: () => readiness(checks) },
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

const NOT_STORED = { 'Cache-Control': 'no-store' }
const LOOPBACK = /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via']

/** A proxy on this machine forwards requests from anywhere, with a header that says so. */
const isFromThisMachine = ({ address, headers }: RouteRequest) =>
  LOOPBACK.test(address) && FORWARDED.every((name) => headers[name] === undefined)

function bears({ headers }: RouteRequest, token: string | null): boolean {
  const given = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  return token !== null && given !== undefined && timingSafeEqual(sha256(given), sha256(token))
}

/** The comparison needs values of equal length. Digests have one length whatever the token's length is. */
const sha256 = (text: string) => createHash('sha256').update(text).digest()
