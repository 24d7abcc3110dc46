import type { FeedEntry } from '../durable/feed-entry.ts'
import type { Beat } from '../protocol/feed.ts'
import { agentJson, type DeskChange } from './desk-state.ts'

/** What a change is about. Of several changes of one subject a slow console gets only the newest. */
export function subjectOf(change: DeskChange): string {
  if ('call' in change) return change.call.callSid
  if ('agent' in change) return change.agent.agentId
  if ('unreadable' in change) return change.unreadable
  return 'voicemail' in change ? `voicemail ${change.voicemail.callSid}` : 'office'
}

/** Whether Redis can be reached, and commands can be taken. */
export const storeEvent = (reachable: boolean) => `event: store\ndata: {"reachable":${reachable}}\n\n`

/** Without an id, so that a console that reconnects resumes after the last change that it has seen. */
export const beatEvent = (beat: Beat) => `event: beat\ndata: ${JSON.stringify(beat)}\n\n`

export const unheardEvent = (unheard: number) =>
  `event: voicemail\ndata: {"callSid":null,"voicemail":null,"unheard":${unheard}}\n\n`

export function bytesOf(entry: FeedEntry): Buffer | null {
  if (entry.t === 'revoked') return null
  return Buffer.from(`id: ${entry.id}\nevent: ${entry.t}\ndata: ${dataOf(entry)}\n\n`)
}

/** What a console may see of an entry. */
export const dataOf = (entry: FeedEntry): string => (entry.t === 'agent' ? agentJson(entry) : entry.d)
