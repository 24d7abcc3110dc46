import Router from '@koa/router'
import { AudioId } from '../protocol/office/settings.ts'
import { soundFile } from '../twilio/sounds.ts'
import { audioContentType } from './audio.ts'
import type { OfficeStore } from './store.ts'

/** A tenth of a second. */
const SILENCE = soundFile('silence')

/**
 * `GET /sounds/office/<hash>.wav`, for Twilio, which comes without a cookie. A sound that is lost is silence: Twilio
 * would end the call of a caller whose greeting it cannot fetch.
 */
export function audioRoutes(office: Pick<OfficeStore, 'audio'>): Router {
  const router = new Router()
  router.get('/sounds/office/:id', async (ctx, next) => {
    const id = AudioId.safeParse(ctx.params.id)
    if (!id.success) return next()
    const bytes = await office.audio(id.data)
    ctx.set('Cache-Control', bytes === null ? 'no-store' : 'public, max-age=31536000, immutable')
    ctx.status = 200
    ctx.type = bytes === null ? 'audio/wav' : audioContentType(id.data)
    ctx.body = bytes ?? SILENCE
  })
  return router
}
