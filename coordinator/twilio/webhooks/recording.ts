import { z } from 'zod'
import { CallSid } from '../../../machines/ids.ts'
import type { CallActors } from '../../ports.ts'
import { RecordedSeconds } from './recorded-seconds.ts'
import { NOTHING_TO_SAY, webhook } from './webhook.ts'

const RecordingRequest = z.object({
  form: z.object({
    CallSid,
    RecordingSid: z.string().min(1),
    RecordingStatus: z.string().default('completed'),
    RecordingDuration: RecordedSeconds,
  }),
  query: z.object({ callSid: CallSid.optional() }),
})

/** A voicemail is ready. One in which nothing was said has RecordingStatus `absent`. */
export function recording({ calls }: { calls: CallActors }) {
  return webhook('/recording', RecordingRequest, async ({ form, query }) => {
    if (form.RecordingStatus === 'completed') {
      const callSid = query.callSid ?? form.CallSid
      const { RecordingSid: recordingSid, RecordingDuration: seconds } = form
      await calls.send(callSid, { type: 'RECORDED', recordingSid, seconds })
    }
    return NOTHING_TO_SAY
  })
}
