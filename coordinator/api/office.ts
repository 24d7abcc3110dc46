import { z } from 'zod'
import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import { ranged } from '../http/range.ts'
import type { RouteResponse } from '../http/response.ts'
import type { Route, SignedInRequest } from '../http/routes.ts'
import { audioContentType } from '../office/audio.ts'
import { AudioId, type Office, OfficeSettings } from '../protocol/office/settings.ts'
import type { ApiDeps } from './deps.ts'

/** Bytes: about two minutes of telephone sound as WAV. */
const LARGEST_AUDIO = 2 * 1024 * 1024
/** Bytes: hours, exceptions and three texts, all at their longest. */
const LARGEST_SETTINGS = 64 * 1024

const IfMatch = z
  .string({ error: 'must be the ETag of the settings that were changed' })
  .regex(/^(W\/)?"\d{1,15}"$/, 'must be the ETag of the settings that were changed')
  .transform((etag) => Number(/\d+/.exec(etag)?.[0]))

const ADMIN = ['admin'] as const

type OfficeRouteDeps = Pick<ApiDeps, 'office' | 'log'>

/** When the office is open, and what callers hear. Every agent may read it, and administrators may change it. */
export function officeRoutes({ office, log }: OfficeRouteDeps): Route[] {
  const shown = (it: Office): RouteResponse => ({ status: 200, body: it, headers: { ETag: `"${it.rev}"` } })

  async function change({ by: { agentId, name }, body, headers }: SignedInRequest): Promise<RouteResponse> {
    const rev = parse(IfMatch, headers['if-match'], ['If-Match'])
    const changed = await office.change(parse(OfficeSettings, body), rev, { agentId, name })
    switch (changed.outcome) {
      case 'done':
        log.info({ agentId, rev: changed.office.rev }, 'Office settings changed')
        return shown(changed.office)
      case 'missing':
        throw new Refusal('invalid_request', 'A sound does not exist any more: upload it again', {
          errors: soundsAt(parse(OfficeSettings, body), changed.audio),
        })
      case 'stale': {
        const { changedBy } = changed.office
        const detail = `${changedBy?.name ?? 'Somebody'} has changed the office since you read it`
        throw new Refusal('changed_meanwhile', detail, changedBy ? { winner: changedBy } : {})
      }
    }
  }

  return [
    {
      method: 'GET',
      path: '/api/office',
      access: 'signedIn',
      handle: async () => shown(await office.read()),
    },
    {
      method: 'PUT',
      path: '/api/office',
      access: ADMIN,
      takes: { json: LARGEST_SETTINGS },
      handle: change,
    },
    {
      method: 'POST',
      path: '/api/office/audio',
      access: ADMIN,
      takes: { bytes: LARGEST_AUDIO },
      async handle({ by, body }) {
        const audio = Buffer.isBuffer(body) ? await office.keepAudio(body) : null
        if (audio === null) {
          const message = 'must be a WAV or MP3 file'
          throw new Refusal('invalid_request', `The sound ${message}`, { errors: [{ path: '', message }] })
        }
        log.info({ agentId: by.agentId, audio }, 'Sound uploaded')
        return { status: 201, body: { audio } }
      },
    },
    {
      method: 'GET',
      path: '/api/office/audio/:id',
      access: 'signedIn',
      async handle({ params, headers }) {
        const id = parse(AudioId, params.id, ['id'])
        const bytes = await office.audio(id)
        if (bytes === null) throw new Refusal('not_found')
        return ranged(bytes, headers.range, { 'Content-Type': audioContentType(id) })
      },
    },
  ]
}

function soundsAt(settings: OfficeSettings, audio: string) {
  const places = ['greeting', 'voicemail', 'closed'] as const
  return places
    .filter((place) => {
      const words = settings[place]
      return words?.kind === 'play' && words.audio === audio
    })
    .map((place) => ({ path: `${place}.audio`, message: 'does not exist any more: upload it again' }))
}
