import { z } from 'zod'
import type { Exchange } from '../calls/exchange.ts'
import type { SimulatorRequest, SimulatorResponse, SimulatorRoute } from '../http/routes.ts'
import { notFound, RestError } from './errors.ts'
import { formUrl, httpMethod, readForm } from './form.ts'
import { page } from './paging.ts'
import { removeRecording } from './recordings.ts'
import type { Resources } from './resources.ts'

const creation = z.object({
  RecordingChannels: z.enum(['mono', 'dual']).default('mono'),
  RecordingTrack: z.enum(['inbound', 'outbound', 'both']).default('both'),
  Trim: z.enum(['trim-silence', 'do-not-trim']).default('do-not-trim'),
  RecordingStatusCallback: formUrl.optional(),
  RecordingStatusCallbackMethod: httpMethod.default('POST'),
  RecordingStatusCallbackEvent: z
    .union([z.string(), z.array(z.string())])
    .default('completed')
    .transform((events) => [events].flat().flatMap((each) => each.split(/\s+/)))
    .pipe(z.array(z.enum(['in-progress', 'completed', 'absent']))),
})
const change = z.object({
  Status: z.enum(['in-progress', 'paused', 'stopped']),
  PauseBehavior: z.enum(['skip', 'silence']).default('silence'),
})

/** The recordings of a call, which begin, pause and end by request. */
export function callRecordingRoutes(
  exchange: Exchange,
  resources: Resources,
  base: string,
): SimulatorRoute[] {
  const { recordings, recorders } = exchange
  const findLeg = (request: SimulatorRequest) => {
    const leg = exchange.legs.find(request.params.call ?? '')
    if (leg === undefined || leg.forgotten) throw notFound(request.path)
    return leg
  }
  const find = (request: SimulatorRequest) => {
    const leg = findLeg(request)
    const { sid } = request.params
    const recording =
      sid === 'Twilio.CURRENT'
        ? recorders.current(leg.sid)?.recording
        : recordings.of(leg.sid).find((each) => each.sid === sid)
    if (recording === undefined) throw notFound(request.path)
    return recording
  }
  const all = `${base}/Calls/:call/Recordings.json`
  const one = `${base}/Calls/:call/Recordings/:sid.json`

  return [
    { method: 'POST', path: all, handle: create },
    {
      method: 'GET',
      path: all,
      handle: (request) => {
        const shown = recordings.of(findLeg(request).sid).map((each) => resources.callRecording(each))
        return { status: 200, body: page(request, 'recordings', shown.reverse()) }
      },
    },
    {
      method: 'GET',
      path: one,
      handle: (request) => ({ status: 200, body: resources.callRecording(find(request)) }),
    },
    { method: 'POST', path: one, handle: update },
    {
      method: 'DELETE',
      path: one,
      handle: (request) => {
        removeRecording(recordings, find(request))
        return { status: 204 }
      },
    },
  ]

  function create(request: SimulatorRequest): SimulatorResponse {
    const leg = findLeg(request)
    const form = readForm(request, creation)
    if (leg.status !== 'in-progress') throw notEligible()
    const { RecordingStatusCallback: url, RecordingStatusCallbackMethod: method } = form
    const callback = url
      ? { target: { url, method }, events: new Set(form.RecordingStatusCallbackEvent) }
      : null
    const track = form.RecordingTrack
    // One track is always mono.
    const channels = form.RecordingChannels === 'dual' && track === 'both' ? 2 : 1
    const recording = recorders.start(leg, { channels, track, callback })
    return { status: 201, body: resources.callRecording(recording) }
  }

  function update(request: SimulatorRequest): SimulatorResponse {
    const { sid, callSid } = find(request)
    const { Status: status, PauseBehavior: behavior } = readForm(request, change)
    const recorder = recorders.current(callSid)
    if (recorder?.recording.sid !== sid) throw notEligible()
    if (status === 'stopped') return { status: 200, body: resources.callRecording(recorder.stop()) }
    if (status === 'paused') recorder.pause(behavior)
    else recorder.resume()
    return { status: 200, body: resources.callRecording(recorder.recording) }
  }
}

/**
 * Neither a call nor a recording that is over can be recorded again. Source for calls: https://www.twilio.com/docs/errors/21220,
 * which does not speak of recordings.
 */
function notEligible(): RestError {
  return new RestError(400, 21220, 'Requested resource is not eligible for recording')
}
