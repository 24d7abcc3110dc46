import type { Middleware } from 'koa'
import { originCheck } from '../http/origin.ts'
import { Refusal } from '../http/problem.ts'
import { tokenIn } from '../sessions/cookie.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { OPERATORS } from './routes.ts'

const PATH = '/ops/jobs'

/** The job board, for operators only. A browser without a session is redirected to the sign-in page. */
export function boardFor(
  parts: { sessions: Pick<Sessions, 'find'>; publicUrl: string },
  board: Middleware,
): Middleware {
  const checkOrigin = originCheck(parts.publicUrl)
  return async (ctx, next) => {
    if (ctx.path !== PATH && !ctx.path.startsWith(`${PATH}/`)) return next()
    const reads = ctx.method === 'GET' || ctx.method === 'HEAD'
    if (!reads) checkOrigin(ctx.req.headers)
    const token = tokenIn(ctx.req.headers.cookie)
    const session = token === null ? null : await parts.sessions.find(token)
    if (!session && reads && ctx.headers.accept?.includes('text/html')) return ctx.redirect('/')
    if (!session) throw new Refusal('unauthenticated')
    if (!OPERATORS.includes(session.role)) throw new Refusal('forbidden')
    return board(ctx, next)
  }
}
