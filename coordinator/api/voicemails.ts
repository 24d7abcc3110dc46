import { ANSWERING_ROLES } from '../../machines/ids.ts'
import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import { ranged } from '../http/range.ts'
import type { RouteResponse } from '../http/response.ts'
import type { Route, RouteRequest, SignedInRequest } from '../http/routes.ts'
import { VoicemailQuery } from '../protocol/queries.ts'
import { CarrierRejected, CarrierUnavailable } from '../twilio/carrier-errors.ts'
import { callSidOf } from './calls.ts'
import type { ApiDeps } from './deps.ts'

const SUPERVISING = ['supervisor', 'admin'] as const

/** Twilio reports a recording a little before it can be fetched. */
const READY_WITHIN_MS = 60_000

type VoicemailRouteDeps = Pick<ApiDeps, 'calls' | 'voicemails' | 'contacts' | 'recording' | 'audit' | 'clock'>

/** The messages that callers left: one voicemail for the whole office. */
export function voicemailRoutes(deps: VoicemailRouteDeps): Route[] {
  const { calls, voicemails, contacts, audit } = deps

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
      handle: (request) => audio(deps, request),
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
      access: SUPERVISING,
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

/** Sends the sound itself: a browser learns neither its URL at Twilio nor the credentials. */
async function audio(
  { calls, recording, clock }: VoicemailRouteDeps,
  request: SignedInRequest,
): Promise<RouteResponse> {
  const message = (await calls.state(callSidOf(request)))?.snapshot.context.message
  if (!message) throw new Refusal('not_found')
  try {
    const bytes = await recording(message.recordingSid)
    return ranged(bytes, request.headers.range, {
      'Content-Type': 'audio/wav',
      'Cache-Control': 'private, no-store',
      'Content-Disposition': 'inline; filename="voicemail.wav"',
    })
  } catch (error) {
    const early = clock.now() - message.at < READY_WITHIN_MS
    if (error instanceof CarrierUnavailable || (error instanceof CarrierRejected && early))
      throw new Refusal(
        'unavailable',
        'Twilio cannot send the recording now: try again',
        { retryAfterS: 2 },
        { cause: error },
      )
    if (error instanceof CarrierRejected)
      throw new Refusal('not_found', 'Twilio does not have this recording any more', {}, { cause: error })
    throw error
  }
}
