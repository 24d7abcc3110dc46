import { ANSWERING_ROLES, SUPERVISING_ROLES } from '../../machines/ids.ts'
import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import { ranged } from '../http/range.ts'
import type { Route, RouteRequest } from '../http/routes.ts'
import { VoicemailQuery } from '../protocol/queries.ts'
import { callSidOf } from './calls.ts'
import type { ApiDeps } from './deps.ts'
import { SOUND_HEADERS, soundAtTwilio } from './sound-at-twilio.ts'

type VoicemailRouteDeps = Pick<ApiDeps, 'calls' | 'voicemails' | 'contacts' | 'recording' | 'audit' | 'clock'>

/** The messages that callers left: one voicemail for the whole office. */
export function voicemailRoutes(deps: VoicemailRouteDeps): Route[] {
  const { calls, voicemails, contacts, recording, audit, clock } = deps

  async function voicemailOf(request: RouteRequest) {
    const voicemail = await voicemails.find(callSidOf(request))
    if (!voicemail) throw new Refusal('not_found')
    return contacts.named(voicemail)
  }

  return [
    {
      method: 'GET',
      path: '/api/voicemails',
      access: ANSWERING_ROLES,
      unattended: true,
      async handle({ query }) {
        const { before, limit } = parse(VoicemailQuery, query)
        const page = await voicemails.page(before, limit)
        return { status: 200, body: { ...page, voicemails: page.voicemails.map(contacts.named) } }
      },
    },
    {
      method: 'GET',
      path: '/api/voicemails/:callSid/audio',
      access: ANSWERING_ROLES,
      perMinute: 120,
      async handle(request) {
        const message = (await calls.state(callSidOf(request)))?.snapshot.context.message
        if (!message) throw new Refusal('not_found')
        const { recordingSid, at } = message
        const bytes = await soundAtTwilio(() => recording(recordingSid), at, clock)
        return ranged(bytes, request.headers.range, {
          ...SOUND_HEADERS,
          'Content-Disposition': 'inline; filename="voicemail.wav"',
        })
      },
    },
    {
      method: 'POST',
      path: '/api/voicemails/:callSid/heard',
      access: ANSWERING_ROLES,
      async handle(request) {
        const { callSid } = await voicemailOf(request)
        const { agentId: by, role } = request.by
        // The call refuses the event when a colleague has heard the message before: the first name stays.
        await calls.send(callSid, { type: 'HEARD', by, role }, { trace: request.trace })
        return { status: 200, body: await voicemailOf(request) }
      },
    },
    {
      method: 'DELETE',
      path: '/api/voicemails/:callSid',
      access: SUPERVISING_ROLES,
      async handle(request) {
        const { callSid } = await voicemailOf(request)
        const { agentId: by, role } = request.by
        await calls.send(callSid, { type: 'REMOVE_MESSAGE', by, role }, { trace: request.trace })
        audit.record({ what: 'message_removed', who: by, from: request.address, target: callSid })
        return { status: 204 }
      },
    },
  ]
}
