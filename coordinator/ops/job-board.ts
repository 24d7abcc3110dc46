import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { KoaAdapter } from '@bull-board/koa'
import type { Queue } from 'bullmq'
import type { Middleware } from 'koa'
import { originCheck } from '../http/origin.ts'
import { Refusal } from '../http/problem.ts'
import { DATA_HEADERS } from '../http/security.ts'
import { sessionCookies } from '../sessions/cookie.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { OPERATORS } from './routes.ts'

const PATH = '/ops/jobs'

/** Bull Board, on which operators see every job. It checks no permissions: see {@link guardedJobBoard}, which lets it change nothing. */
export function jobBoard(queue: Queue): Middleware {
  const adapter = new KoaAdapter()
  createBullBoard({ queues: [new BullMQAdapter(queue, { readOnlyMode: true })], serverAdapter: adapter })
  adapter.setBasePath(PATH)
  return adapter.registerPlugin()
}

/**
 * Lets operators see the job board. Bull Board writes what it is sent into the keys of any queue, so only requests that read
 * reach it. What operators may do is in job-routes.ts. A page load without a session is redirected to the sign-in page.
 */
export function guardedJobBoard(
  deps: { sessions: Pick<Sessions, 'find' | 'use'>; publicUrl: string },
  board: Middleware,
): Middleware {
  const checkOrigin = originCheck(deps.publicUrl)
  const { tokenIn } = sessionCookies(deps.publicUrl)
  return async (ctx, next) => {
    if (ctx.path !== PATH && !ctx.path.startsWith(`${PATH}/`)) return next()
    ctx._matchedRoute = PATH
    // Jobs name calls and agents.
    ctx.set(Object.fromEntries(DATA_HEADERS))
    const reads = ctx.method === 'GET' || ctx.method === 'HEAD'
    if (!reads) checkOrigin(ctx.req.headers)
    const token = tokenIn(ctx.req.headers.cookie)
    const session = token === null ? null : await deps.sessions.find(token)
    if (!session && reads && ctx.headers.accept?.includes('text/html')) return ctx.redirect('/')
    if (!session) throw new Refusal('unauthenticated')
    ctx.state.by = session
    if (!OPERATORS.includes(session.role)) throw new Refusal('forbidden')
    if (!reads) throw new Refusal('forbidden', 'The board shows jobs and changes none')
    await deps.sessions.use(session)
    await board(ctx, next)
  }
}
