import type { HttpAnswer } from '../http/answer.ts'
import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import { ranged } from '../http/range.ts'
import type { Route, RouteRequest, SignedInRequest } from '../http/routes.ts'
import { VoicemailQuery } from '../protocol/queries.ts'
import { CarrierRejected, CarrierUnavailable } from '../twilio/carrier-errors.ts'
import { callSidOf } from './calls.ts'
import { ANSWERING } from './command-routes.ts'
import type { ApiDeps } from './parts.ts'

const SUPERVISING = ['supervisor', 'admin'] as const

/** Twilio has a recording a little later than it says so. */
const READY_WITHIN_MS = 60_000

type VoicemailParts = Pick<ApiDeps, 'calls' | 'voicemails' | 'recording' | 'clock'>

/** The messages that callers left: one voicemail for the whole office. */
export function voicemailRoutes(parts: VoicemailParts): Route[] {
  const { calls, voicemails } = parts

  async function known(asked: RouteRequest) {
    const voicemail = await voicemails.find(callSidOf(asked))
    if (!voicemail) throw new Refusal('not_found')
    return voicemail
  }

  return [
    {
      method: 'get',
      path: '/api/voicemails',
      access: 'signedIn',
      async handle({ query }) {
        const { before, limit } = parse(VoicemailQuery, query)
        return { status: 200, body: await voicemails.page(before, limit) }
      },
    },
    {
      method: 'get',
      path: '/api/voicemails/:callSid/audio',
      access: ANSWERING,
      handle: (asked) => audio(parts, asked),
    },
    {
      method: 'post',
      path: '/api/voicemails/:callSid/heard',
      access: ANSWERING,
      async handle(asked) {
        const { callSid } = await known(asked)
        const { agentId: by, role } = asked.by
        // Refused where a colleague has heard it before: then theirs is the name that stays.
        await calls.send(callSid, { type: 'HEARD', by, role }, { trace: asked.trace })
        return { status: 200, body: await known(asked) }
      },
    },
    {
      method: 'delete',
      path: '/api/voicemails/:callSid',
      access: SUPERVISING,
      async handle(asked) {
        const { callSid } = await known(asked)
        const { agentId: by, role } = asked.by
        await calls.send(callSid, { type: 'REMOVE_MESSAGE', by, role }, { trace: asked.trace })
        return { status: 204 }
      },
    },
  ]
}

/** The browser learns neither where Twilio keeps it nor how it is reached. */
async function audio(
  { calls, recording, clock }: VoicemailParts,
  asked: SignedInRequest,
): Promise<HttpAnswer> {
  const message = (await calls.state(callSidOf(asked)))?.snapshot.context.message
  if (!message) throw new Refusal('not_found')
  try {
    const bytes = await recording(message.recordingSid)
    return ranged(bytes, asked.headers.range, {
      'Content-Type': 'audio/wav',
      'Cache-Control': 'private, no-store',
      'Content-Disposition': 'inline; filename="voicemail.wav"',
    })
  } catch (error) {
    const early = clock.now() - message.at < READY_WITHIN_MS
    if (error instanceof CarrierUnavailable || (error instanceof CarrierRejected && early))
      throw new Refusal(
        'unavailable',
        'Twilio cannot give the recording just now: try again',
        { retryAfterS: 2 },
        { cause: error },
      )
    if (error instanceof CarrierRejected)
      throw new Refusal('not_found', 'Twilio has this recording no more', {}, { cause: error })
    throw error
  }
}
