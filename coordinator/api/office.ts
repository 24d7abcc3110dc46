import { etagOf, revInIfMatch } from '../http/if-match.ts'
import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import { ranged } from '../http/range.ts'
import type { RouteResponse } from '../http/response.ts'
import type { Route, SignedInRequest } from '../http/routes.ts'
import { audioHeaders } from '../office/audio.ts'
import {
  AudioId,
  type Office,
  OfficeBody,
  type OfficeSettings,
  type RecordingSettings,
} from '../protocol/office/settings.ts'
import { changedMeanwhile } from './changed-meanwhile.ts'
import { changeDetail, changedOfficeParts } from './changed-parts.ts'
import { confirmedCheck } from './confirmed.ts'
import type { ApiDeps } from './deps.ts'

/** Bytes: about two minutes of telephone sound as WAV. */
const LARGEST_AUDIO = 2 * 1024 * 1024
/** Bytes: hours, exceptions and three texts, all at their longest. */
const LARGEST_SETTINGS = 64 * 1024

const ADMIN = ['admin'] as const

type OfficeRouteDeps = Pick<ApiDeps, 'office' | 'audit' | 'log' | 'sessions' | 'clock'>

/** When the office is open, and what callers hear. Every agent may read it, and administrators may change it. */
export function officeRoutes(deps: OfficeRouteDeps): Route[] {
  const { office, audit, log } = deps
  const requireConfirmed = confirmedCheck(deps)
  const shown = (it: Office): RouteResponse => ({ status: 200, body: it, headers: etagOf(it) })

  async function change(request: SignedInRequest): Promise<RouteResponse> {
    const { by, body, headers, address } = request
    const { agentId, name } = by
    const rev = revInIfMatch({ headers })
    const given = parse(OfficeBody, body)
    const settings = { ...given, recording: given.recording ?? (await office.read()).recording }
    const changed = await office.change(settings, rev, { agentId, name }, async ({ recording }) => {
      if (changesRecording(recording, settings.recording)) await requireConfirmed(request)
    })
    switch (changed.outcome) {
      case 'done':
        log.info({ agentId, rev: changed.office.rev }, 'Office settings changed')
        audit.record({
          what: 'office_changed',
          who: agentId,
          from: address,
          detail: changeDetail(changed.office.rev, changedOfficeParts(changed.before, changed.office)),
        })
        return shown(changed.office)
      case 'missing':
        throw new Refusal('invalid_request', 'A sound does not exist any more: upload it again', {
          errors: soundsAt(settings, changed.audio),
        })
      case 'stale':
        throw changedMeanwhile(changed.office.changedBy, 'the office since you read it')
    }
  }

  return [
    {
      method: 'GET',
      path: '/api/office',
      access: 'signedIn',
      unattended: true,
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
      perMinute: 10,
      async handle({ by, body, address }) {
        const audio = Buffer.isBuffer(body) ? await office.keepAudio(body) : null
        if (audio === null) {
          const message = 'must be a WAV or MP3 file'
          throw new Refusal('invalid_request', `The sound ${message}`, { errors: [{ path: '', message }] })
        }
        log.info({ agentId: by.agentId, audio }, 'Sound uploaded')
        audit.record({ what: 'sound_uploaded', who: by.agentId, from: address, target: audio })
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
        return ranged(bytes, headers.range, audioHeaders(id))
      },
    },
  ]
}

/** Which calls are recorded, whether callers are told, and who may hear it. */
const changesRecording = (before: RecordingSettings, after: RecordingSettings) =>
  (['inbound', 'outbound', 'announces', 'heardBy'] as const).some((name) => before[name] !== after[name])

function soundsAt({ greeting, voicemail, closed, recording }: OfficeSettings, audio: string) {
  return Object.entries({ greeting, voicemail, closed, 'recording.notice': recording.notice })
    .filter(([, words]) => words?.kind === 'play' && words.audio === audio)
    .map(([place]) => ({ path: `${place}.audio`, message: 'does not exist any more: upload it again' }))
}
