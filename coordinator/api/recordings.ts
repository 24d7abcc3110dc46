import type { Readable } from 'node:stream'
import { z } from 'zod'
import { ANSWERING_ROLES, SUPERVISING_ROLES } from '../../machines/ids.ts'
import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import type { Route, SignedInRequest } from '../http/routes.ts'
import type { CallView } from '../protocol/call-view.ts'
import type { OfficeSettings } from '../protocol/office/settings.ts'
import { mayHear } from '../protocol/recordings.ts'
import { RedisAway } from '../redis/redis-away.ts'
import { systemRuntime } from '../runtime.ts'
import type { SoundStream } from '../twilio/recordings.ts'
import { callSidOf } from './calls.ts'
import type { ApiDeps } from './deps.ts'
import { SOUND_HEADERS, soundAtTwilio } from './sound-at-twilio.ts'

const RecordingSid = z.string().regex(/^RE[0-9A-Za-z]{1,64}$/)
const AudioQuery = z.object({ download: z.literal('1').optional() })

/** Sounds that one agent is sent at the same time: who reads slowly holds one of this process's few connections to Twilio. */
const MOST_OPEN = 2
/** Whether an agent who is sent one is still signed in. */
const CHECK_EVERY_MS = 2_000

type RecordingRouteDeps = Pick<ApiDeps, 'calls' | 'office' | 'sound' | 'audit' | 'clock'>

/** What was recorded of calls. Which calls have recordings, the history says. */
export function recordingRoutes(deps: RecordingRouteDeps): Route[] {
  const { calls, office, sound, audit, clock } = deps

  /** @throws {Refusal} `not_found` */
  async function recordingIn(request: SignedInRequest) {
    const { data: recordingSid } = RecordingSid.safeParse(request.params.recordingSid)
    const state = await calls.state(callSidOf(request))
    const recording = state?.view.recordings.find((one) => one.recordingSid === recordingSid)
    if (!state || !recording) throw new Refusal('not_found')
    return { view: state.view, recording, endedAt: state.snapshot.context.endedAt }
  }

  const open = new Map<string, number>()
  /** @throws {Refusal} `rate_limited` */
  async function opened(agentId: string, ask: () => Promise<SoundStream>): Promise<SoundStream> {
    const count = (by: number) => open.set(agentId, (open.get(agentId) ?? 0) + by)
    if ((open.get(agentId) ?? 0) >= MOST_OPEN)
      throw new Refusal('rate_limited', `You are being sent ${MOST_OPEN} recordings already`, {
        retryAfterS: 5,
      })
    count(1)
    try {
      const stream = await ask()
      stream.body.once('close', () => count(-1))
      return stream
    } catch (error) {
      count(-1)
      throw error
    }
  }

  return [
    {
      method: 'GET',
      path: '/api/calls/:callSid/recordings/:recordingSid/audio',
      access: ANSWERING_ROLES,
      perMinute: 120,
      async handle(request) {
        const { download } = parse(AudioQuery, request.query)
        const { view, recording, endedAt } = await recordingIn(request)
        refuseUnless(request, view, await office.read())
        if (recording.seconds === null)
          throw new Refusal('unavailable', 'The recording is not complete yet', { retryAfterS: 5 })
        const { recordingSid, at } = recording
        const { body, bytes } = await opened(request.by.agentId, () =>
          soundAtTwilio(() => sound(recordingSid), endedAt ?? 0, clock),
        )
        endOnceSignedOut(body, request)
        audit.record({
          what: download ? 'recording_downloaded' : 'recording_heard',
          ...{ who: request.by.agentId, from: request.address },
          ...{ target: view.callSid, detail: recordingSid },
        })
        const name = `${at.slice(0, 16).replace(/[T:]/g, '-')}-${recordingSid}.wav`
        const headers = {
          ...SOUND_HEADERS,
          ...(bytes === null ? {} : { 'Content-Length': String(bytes) }),
          'Content-Disposition': `${download ? 'attachment' : 'inline'}; filename="${name}"`,
        }
        return { status: 200, body, headers }
      },
    },
    {
      method: 'DELETE',
      path: '/api/calls/:callSid/recordings/:recordingSid',
      access: SUPERVISING_ROLES,
      async handle(request) {
        const { view, recording } = await recordingIn(request)
        const { recordingSid } = recording
        const { agentId: by, role } = request.by
        const event = { type: 'REMOVE_RECORDING', by, role, recordingSid } as const
        const reply = await calls.send(view.callSid, event, { trace: request.trace })
        if (!reply.ok) throw new Refusal('not_in_state', 'A recording can be deleted once its call has ended')
        const target = { target: view.callSid, detail: recordingSid }
        audit.record({ what: 'recording_removed', who: by, from: request.address, ...target })
        return { status: 204 }
      },
    },
  ]
}

/** A long one may outlast the session. While Redis is away nobody knows. */
function endOnceSignedOut(body: Readable, { checkAgain }: SignedInRequest): void {
  if (body.closed) return
  const stop = systemRuntime.every(CHECK_EVERY_MS, () => {
    checkAgain().catch((error: unknown) => {
      if (!(error instanceof RedisAway))
        body.destroy(new Error('The agent may hear it no longer', { cause: error }))
    })
  })
  body.once('close', stop)
}

function refuseUnless({ by }: SignedInRequest, call: CallView, { recording }: OfficeSettings): void {
  if (!mayHear(recording.heardBy, by, call)) throw new Refusal('forbidden')
}
