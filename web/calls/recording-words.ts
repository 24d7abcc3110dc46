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
export function recordingWords({ recording, consent, recordedSince }: CallView): string | null {
  if (recording === null) return null
  if (recording === 'paused') return t('recording.paused')
  if (consent === 'due') return t('recording.notice')
  return recordedSince === null ? t('recording.begins') : t('recording.on')
}
