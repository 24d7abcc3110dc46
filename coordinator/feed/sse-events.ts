import type { FeedEntry } from '../durable/feed-entry.ts'
import { agentJson, type DeskChange } from './desk-state.ts'

/** What consoles need only the newest word on. */
export function subjectOf(news: DeskChange): string {
  if ('call' in news) return news.call.callSid
  if ('agent' in news) return news.agent.agentId
  if ('unread' in news) return news.unread
  return 'voicemail' in news ? `voicemail ${news.voicemail.callSid}` : 'office'
}

/** Beside the contract's three events: whether commands can be taken at all. */
export const storeEvent = (reachable: boolean) => `event: store\ndata: {"reachable":${reachable}}\n\n`

export const unheardEvent = (unheard: number) =>
  `event: voicemail\ndata: {"callSid":null,"voicemail":null,"unheard":${unheard}}\n\n`

export function bytesOf(entry: FeedEntry): Buffer | null {
  if (entry.t === 'revoked') return null
  const data = entry.t === 'agent' ? agentJson(entry) : entry.d
  return Buffer.from(`id: ${entry.id}\nevent: ${entry.t}\ndata: ${data}\n\n`)
}
