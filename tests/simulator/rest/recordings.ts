import type { Exchange } from '../calls/exchange.ts'
import { fileReply } from '../http/ranges.ts'
import type { SimulatorRequest, SimulatorRoute } from '../http/routes.ts'
import type { Recording, Recordings } from '../recordings.ts'
import { notFound, RestError } from './errors.ts'
import { page } from './paging.ts'
import type { Resources } from './resources.ts'

export function recordingRoutes(exchange: Exchange, resources: Resources, base: string): SimulatorRoute[] {
  const { recordings } = exchange
  const find = (request: SimulatorRequest) => {
    const recording = recordings.all.get(request.params.sid ?? '')
    if (recording === undefined) throw notFound(request.path)
    return recording
  }

  return [
    {
      method: 'GET',
      path: `${base}/Recordings.json`,
      handle: (request) => {
        const callSid = request.query.get('CallSid')
        const shown = [...recordings.all.values()]
          .filter((each) => callSid === null || each.callSid === callSid)
          .map((each) => resources.recording(each, recordings.url(each)))
        return { status: 200, body: page(request, 'recordings', shown.reverse()) }
      },
    },
    {
      method: 'GET',
      path: `${base}/Recordings/:sid.json`,
      handle: (request) => {
        const recording = find(request)
        return { status: 200, body: resources.recording(recording, recordings.url(recording)) }
      },
    },
    {
      method: 'DELETE',
      path: `${base}/Recordings/:sid.json`,
      handle: (request) => {
        removeRecording(recordings, find(request))
        return { status: 204 }
      },
    },
  ]
}

/** Deletes a recording that is over. */
export function removeRecording(recordings: Recordings, recording: Recording): void {
  if (recording.seconds === null)
    throw new RestError(400, 20009, 'Cannot delete this resource before it is complete')
  recordings.remove(recording.sid)
}

/**
 * The recorded audio, behind the same authentication, as on an account that enforces it for media. Source:
 * https://www.twilio.com/docs/voice/api/recording#fetch-a-recording-media-file
 */
export function mediaRoutes(exchange: Exchange, base: string): SimulatorRoute[] {
  const handle = (request: SimulatorRequest) => {
    const recording = exchange.recordings.all.get(request.params.sid ?? '')
    const sound = recording === undefined ? null : exchange.recordings.wav(recording)
    if (sound === null) throw notFound(request.path)
    // Twilio has an MP3 as well; a player that is handed a WAV under that name still plays it.
    return fileReply('audio/x-wav', sound, request.range)
  }
  return ['.wav', '.mp3', ''].map((suffix) => ({
    method: 'GET',
    path: `${base}/Recordings/:sid${suffix}`,
    handle,
  }))
}
