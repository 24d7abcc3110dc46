import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { formatDuration } from './format.ts'

/** How an ended call ended, with whom, and how long it took. */
export function outcomeInWords(call: CallView, nameOf: (who: string) => string): string {
  const ended = Date.parse(call.endedAt ?? call.updatedAt)
  const lasted = formatDuration(ended - Date.parse(call.answeredAt ?? call.createdAt))
  switch (call.outcome) {
    case 'answered':
      return `${capital(call.agentId ? nameOf(call.agentId) : 'answered')} · ${lasted}`
    case 'abandoned':
      if (call.direction !== 'inbound') return `Cancelled · ${lasted}`
      return `Not answered · waited ${lasted}`
    case 'voicemail':
      return 'Left a message'
    case 'missed':
      if (call.direction !== 'inbound') return 'Not reached'
      return `Missed · waited ${lasted}`
    case 'removed':
      return 'Removed from the lot'
    case 'failed':
      return 'Connection failed'
    case null:
      return ''
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
