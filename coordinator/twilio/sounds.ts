import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import Router from '@koa/router'
import { SOUNDS, type Sound } from './urls.ts'

/** A WAV file of `npm run sounds`. */
export const soundFile = (name: Sound | 'silence') =>
  readFileSync(new URL(`./sounds/${name}.wav`, import.meta.url))

/** `GET /sounds/<name>.wav`, for Twilio, which sends no cookie and caches the file. */
export function soundRoutes(): Router {
  const router = new Router()
  for (const name of SOUNDS) {
    const file = soundFile(name)
    const etag = `"${createHash('sha1').update(file).digest('base64url')}"`
    router.get(`/sounds/${name}.wav`, (ctx) => {
      ctx.set({ 'Cache-Control': 'public, max-age=86400', ETag: etag })
      ctx.status = 200
      ctx.type = 'audio/wav'
      if (ctx.fresh) ctx.status = 304
      else ctx.body = file
    })
  }
  return router
}
