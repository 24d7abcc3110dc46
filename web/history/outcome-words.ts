import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { formatDuration } from '../calls/format.ts'
import { t, type Words } from '../language/text.ts'

/** How a call ended, in a word. Its sign and its colour follow from it. */
export type Ending = 'answered' | 'called' | 'notReached' | 'missed' | 'message' | 'removed' | 'failed'

export function endingOf({ direction, outcome, answeredAt }: CallView): Ending {
  if (outcome === 'failed') return 'failed'
  if (outcome === 'removed') return 'removed'
  if (direction !== 'inbound') return answeredAt === null ? 'notReached' : 'called'
  if (outcome === 'voicemail') return 'message'
  return answeredAt === null ? 'missed' : 'answered'
}

export const ENDING_WORDS: Record<Ending, Words> = {
  answered: 'history.ending.answered',
  called: 'history.ending.called',
  notReached: 'history.ending.notReached',
  missed: 'history.ending.missed',
  message: 'history.ending.message',
  removed: 'history.ending.removed',
  failed: 'history.ending.failed',
}

/** Who talked, and for how long; else how long the caller waited. */
export function whatHappened(call: CallView, nameOf: (who: string) => string): string {
  const lasted = (from: string) =>
    formatDuration(Date.parse(call.endedAt ?? call.updatedAt) - Date.parse(from))
  if (call.answeredAt === null) {
    const wait = lasted(call.createdAt)
    if (call.direction === 'inbound') return t('history.waited', { wait })
    return `${call.agentId ? `${capital(nameOf(call.agentId))} · ` : ''}${t('history.rang', { wait })}`
  }
  const agents = call.talkedBy.length > 0 ? call.talkedBy : [call.agentId].filter((agent) => agent !== null)
  const names = agents.map(nameOf).join(t('history.then'))
  return `${names === '' ? '' : `${capital(names)} · `}${t('history.talked', { duration: lasted(call.answeredAt) })}`
}

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
