import { sep } from 'node:path'
import type { Context, Middleware } from 'koa'
import serve from 'koa-static'

const HASHED = `${sep}assets${sep}`

/**
 * The built console from `folder`. Its assets have a hash in their name and never change. Browsers fetch its page
 * each time, and the page answers every path of the console.
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

/** Whether a browser opens a page. A script that does not exist must not be answered with the page. */
const navigates = ({ method, headers }: Context) =>
  (method === 'GET' || method === 'HEAD') && headers.accept?.includes('text/html') === true
