import { z } from 'zod'
import { CallSid } from '../../../machines/ids.ts'
import type { CallActors } from '../../calls/calls-port.ts'
import { RecordedSeconds } from './recorded-seconds.ts'
import { NO_CONTENT, webhook } from './webhook.ts'

const CallRecordingRequest = z.object({
  form: z.object({
    RecordingSid: z.string().min(1).max(64).optional().catch(undefined),
    /** Any other status is no news. */
    RecordingStatus: z.enum(['in-progress', 'completed', 'absent']).optional().catch(undefined),
    RecordingDuration: RecordedSeconds,
  }),
  query: z.object({ callSid: CallSid }),
})

/**
 * The recording of a call has begun, is complete, or has nothing in it (`absent`). Source: Twilio's "Recordings resource",
 * recording status callback.
 */
export function callRecording({ calls }: { calls: Pick<CallActors, 'send'> }) {
  return webhook('/call-recording', CallRecordingRequest, async ({ form, query }, trace) => {
    const { RecordingSid: recordingSid, RecordingStatus: status, RecordingDuration } = form
    if (recordingSid === undefined || status === undefined) return NO_CONTENT
    const seconds = status === 'absent' ? 0 : RecordingDuration
    await calls.send(
      query.callSid,
      status === 'in-progress'
        ? { type: 'RECORDING_STARTED', recordingSid }
        : { type: 'RECORDING_COMPLETED', recordingSid, seconds },
      { trace },
    )
    return NO_CONTENT
  })
}
