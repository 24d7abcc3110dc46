import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { NoBody, requestApi } from '../api/request.ts'
import { days, type Filters, searchCalls } from '../history/requests.ts'

export type Direction = 'all' | 'inbound' | 'outbound'

export const NO_FILTERS: Filters<Direction> = { q: '', kind: 'all', from: '', to: '' }

/**
 * Recorded calls that the filters find, newest first.
 * @param agentId whose calls alone; null: those of all
 * @param after the call before the first of them
 */
export const searchRecorded = (
  { q, kind, from, to }: Filters<Direction>,
  agentId: string | null,
  after?: CallView,
): Promise<CallView[]> =>
  searchCalls(
    {
      recorded: true,
      ...(q.trim() === '' ? {} : { q }),
      ...(kind === 'all' ? {} : { direction: kind }),
      ...(agentId === null ? {} : { agentId }),
      ...days(from, to),
    },
    after,
  )

/** Where a recording is: with its call. */
export interface RecordingPath {
  callSid: string
  recordingSid: string
}

const path = ({ callSid, recordingSid }: RecordingPath, rest = '') =>
  `/api/calls/${encodeURIComponent(callSid)}/recordings/${encodeURIComponent(recordingSid)}${rest}`

/** Long ones are large. */
const SOUND_TIMEOUT_MS = 120_000

/** @throws when the server does not send all of it */
export async function fetchSound(recording: RecordingPath, closed: AbortSignal): Promise<Blob> {
  const response = await fetch(path(recording, '/audio'), {
    credentials: 'same-origin',
    signal: AbortSignal.any([closed, AbortSignal.timeout(SOUND_TIMEOUT_MS)]),
  })
  if (!response.ok) throw new Error(`The sound was answered with ${response.status}`)
  return response.blob()
}

/** The server sends it as a file, and notes who saved it. */
export const downloadOf = (recording: RecordingPath) => path(recording, '/audio?download=1')

export const removeRecording = (recording: RecordingPath) =>
  requestApi(path(recording), NoBody, { method: 'DELETE' })
