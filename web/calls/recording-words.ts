import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { t } from '../language/text.ts'

const TALKS = ['active.talking', 'active.threeWay', 'transferring.swapped']

/** What the recording key asks for. Null: there is nothing to ask for now. */
export function recordingToAsk({
  recordingRule,
  recording,
  answeredAt,
  state,
}: CallView): 'on' | 'paused' | null {
  if (recordingRule === 'never' || answeredAt === null || !TALKS.includes(state)) return null
  return recording === 'on' ? 'paused' : 'on'
}

/** What is proven of the recording, in words; null when the call is not recorded. */
export function recordingWords(call: CallView): string | null {
  const { recording, consent, recordedSince } = call
  const mayRecord = mayBeRecorded(call)
  if (recording === null) return mayRecord ? t('recording.stopping') : null
  if (recording === 'paused') return t(mayRecord ? 'recording.pausing' : 'recording.paused')
  if (consent === 'due') return t('recording.notice')
  if (recordedSince === null) return t('recording.begins')
  return t(
    call.recordingNow === undefined || call.recordingNow === 'on' ? 'recording.on' : 'recording.resuming',
  )
}

/** Twilio records it, or may by now. */
export const mayBeRecorded = ({ recording, recordingNow }: CallView): boolean =>
  recordingNow === undefined ? recording === 'on' : recordingNow === 'on' || recordingNow === 'unsure'
