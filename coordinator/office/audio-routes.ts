import { Refusal } from '../http/problem.ts'
import type { Route } from '../http/routes.ts'
import { AudioId } from '../protocol/office/settings.ts'
import { soundFile } from '../twilio/sounds.ts'
import { audioHeaders } from './audio.ts'
import type { OfficeStore } from './store.ts'

/** A tenth of a second. */
const SILENCE = soundFile('silence')

/**
 * `GET /sounds/office/<hash>.wav`: Twilio fetches it without a cookie. Instead of a sound that is lost it gets silence:
 * Twilio ends the call of a caller whose greeting it cannot fetch.
 */
export const audioRoutes = (office: Pick<OfficeStore, 'audio'>): Route[] => [
  {
    method: 'GET',
    path: '/sounds/office/:id',
    access: 'anyone',
    async handle({ params }) {
      const id = AudioId.safeParse(params.id)
      if (!id.success) throw new Refusal('not_found')
      const audio = await office.audio(id.data)
      if (audio === null) return sound(SILENCE, audioHeaders('silence.wav'), 'no-store')
      return sound(audio, audioHeaders(id.data), 'public, max-age=31536000, immutable')
    },
  },
]

const sound = (body: Buffer, headers: ReturnType<typeof audioHeaders>, caching: string) => ({
  status: 200,
  body,
  headers: { ...headers, 'Cache-Control': caching },
})
