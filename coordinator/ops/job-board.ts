import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { KoaAdapter } from '@bull-board/koa'
import type { Queue } from 'bullmq'
import type { Middleware } from 'koa'
import { originCheck } from '../http/origin.ts'
import { Refusal } from '../http/problem.ts'
import { tokenIn } from '../sessions/cookie.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { OPERATORS } from './routes.ts'

const PATH = '/ops/jobs'

/** Bull Board, on which operators see every job. It checks no permissions: see {@link guardedJobBoard}. */
export function jobBoard(queue: Queue): Middleware {
  const adapter = new KoaAdapter()
  createBullBoard({ queues: [new BullMQAdapter(queue)], serverAdapter: adapter })
  adapter.setBasePath(PATH)
  return adapter.registerPlugin()
}

/** Lets operators reach the job board. A page load without a session is redirected to the sign-in page. */
export function guardedJobBoard(
  deps: { sessions: Pick<Sessions, 'find'>; publicUrl: string },
  board: Middleware,
): Middleware {
  const checkOrigin = originCheck(deps.publicUrl)
  return async (ctx, next) => {
    if (ctx.path !== PATH && !ctx.path.startsWith(`${PATH}/`)) return next()
    const reads = ctx.method === 'GET' || ctx.method === 'HEAD'
    if (!reads) checkOrigin(ctx.req.headers)
    const token = tokenIn(ctx.req.headers.cookie)
    const session = token === null ? null : await deps.sessions.find(token)
    if (!session && reads && ctx.headers.accept?.includes('text/html')) return ctx.redirect('/')
    if (!session) throw new Refusal('unauthenticated')
    if (!OPERATORS.includes(session.role)) throw new Refusal('forbidden')
    return board(ctx, next)
  }
}
