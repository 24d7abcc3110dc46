import { sep } from 'node:path'
import type { Context, Middleware } from 'koa'
import serve from 'koa-static'

const HASHED = `${sep}assets${sep}`

/**
 * The built console from `folder`. Its assets carry a hash in their name and never change; its page is
 * asked for anew each time, and answers for every path of the console's own.
 */
export function consoleFrom(folder: string): Middleware {
  const files = serve(folder, {
    setHeaders: (res, path) => {
      const forGood = path.includes(HASHED)
      res.setHeader('Cache-Control', forGood ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  return (ctx, next) =>
    files(ctx, async () => {
      if (!navigates(ctx)) return next()
      ctx.path = '/index.html'
      await files(ctx, next)
    })
}

/** A browser that goes to a page, as opposed to one that fetches a script which is not there. */
const navigates = ({ method, headers }: Context) =>
  (method === 'GET' || method === 'HEAD') && headers.accept?.includes('text/html') === true
