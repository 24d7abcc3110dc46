import { z } from 'zod'
import { CallSid } from '../../../machines/ids.ts'
import type { CallActors } from '../../calls/calls-port.ts'
import type { TimelineEntry } from '../../protocol/timeline.ts'
import { RecordedSeconds } from './recorded-seconds.ts'
import { NO_CONTENT, webhook } from './webhook.ts'

const RecordingRequest = z.object({
  form: z.object({
    CallSid,
    RecordingSid: z.string().min(1).optional().catch(undefined),
    RecordingStatus: z.string().default('completed'),
    RecordingDuration: RecordedSeconds,
    /** RFC 2822, to the second. */
    RecordingStartTime: z.string().default(''),
  }),
  query: z.object({ callSid: CallSid.optional().catch(undefined) }),
})

/** Largest difference between Twilio's clock and ours. Twilio's time has no fractions. */
const CLOCKS_DIFFER_MS = 3_000

/** A voicemail is ready. If the caller said nothing, RecordingStatus is `absent`. */
export function recording({ calls }: { calls: CallActors }) {
  return webhook('/recording', RecordingRequest, async ({ form, query }, trace) => {
    const { RecordingSid: recordingSid, RecordingDuration: seconds } = form
    if (form.RecordingStatus === 'completed' && recordingSid !== undefined) {
      const callSid = query.callSid ?? form.CallSid
      if (!(await isOfEarlierVisit(calls, callSid, Date.parse(form.RecordingStartTime))))
        await calls.send(callSid, { type: 'RECORDED', recordingSid, seconds }, { trace })
    }
    return NO_CONTENT
  })
}

/**
 * An agent took the call out of voicemail, never joined, and nobody else did: the caller is at voicemail again. What was
 * recorded before must not end what is being said now. A recording without a time is taken for the present one.
 */
async function isOfEarlierVisit(calls: CallActors, callSid: string, startedAt: number): Promise<boolean> {
  const lines = await calls.history(callSid)
  const isAtVoicemail = (line: TimelineEntry | undefined) => line?.state.startsWith('voicemail') === true
  if (!isAtVoicemail(lines.at(-1))) return false
  const began = lines.findLast((line, n) => isAtVoicemail(line) && !isAtVoicemail(lines[n - 1]))
  return began !== undefined && startedAt < Date.parse(began.at) - CLOCKS_DIFFER_MS
}
