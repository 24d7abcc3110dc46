import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { t } from '../language/text.ts'
import { formatDuration } from './format.ts'

/** How an ended call ended, who talked, and how long it took. */
export function outcomeInWords(call: CallView, nameOf: (who: string) => string): string {
  const ended = Date.parse(call.endedAt ?? call.updatedAt)
  const lasted = formatDuration(ended - Date.parse(call.answeredAt ?? call.createdAt))
  switch (call.outcome) {
    case 'answered':
      return `${call.agentId ? capital(nameOf(call.agentId)) : t('outcome.answered')} · ${lasted}`
    case 'abandoned':
      if (call.direction !== 'inbound') return t('outcome.cancelled', { lasted })
      return t('outcome.notAnswered', { lasted })
    case 'voicemail':
      return t('outcome.leftMessage')
    case 'missed':
      if (call.direction !== 'inbound') return t('outcome.notReached')
      return t('outcome.missed', { lasted })
    case 'removed':
      return t('outcome.removed')
    case 'failed':
      return t('outcome.failed')
    case null:
      return ''
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
