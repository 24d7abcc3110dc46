import { parse } from '../http/parse.ts'
import type { RouteResponse } from '../http/response.ts'
import type { Route, SignedInRequest } from '../http/routes.ts'
import { AuditQuery } from '../protocol/audit.ts'
import type { ApiDeps } from './deps.ts'

/** Who did what to accounts, settings and security, for administrators. */
export const auditRoutes = ({ audit }: Pick<ApiDeps, 'audit'>): Route[] => [
  {
    method: 'GET',
    path: '/api/audit',
    access: ['admin'],
    perMinute: 120,
    async handle({ query }: SignedInRequest): Promise<RouteResponse> {
      return { status: 200, body: await audit.page(parse(AuditQuery, query)) }
    },
  },
]
