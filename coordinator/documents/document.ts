import { z } from 'zod'
import type { FeedAppend } from '../durable/feed-entry.ts'
import type { RedisClient } from '../redis/client.ts'
import { changeScript } from '../redis/script.ts'
import type { Runtime } from '../runtime.ts'

const commit = changeScript(new URL('./commit.lua', import.meta.url), {
  keys: ['document', 'feed'],
  args: ['kind', 'before', 'json', 'rev', 'named', 'keptMs'],
})
const Result = z.array(z.string())
/** Time for an administrator to listen to a sound, and to save a document that names it. */
export const UNNAMED_KEPT_MS = 86_400_000

/** Keys of sounds: those that the new document names, and those that only the old one named. */
interface Sounds {
  named: readonly string[]
  dropped: readonly string[]
}

/** Names the document in the feed and in a backup, and its key. */
export type DocumentKind = 'office' | 'settings' | 'groups'

export interface DocumentChange {
  kind: DocumentKind
  /** The rev that the change was made on. */
  before: number
  document: { rev: number }
  sounds?: Sounds
}

export type DocumentChanged =
  | { outcome: 'done'; feed: FeedAppend }
  /** The document has changed since it was read. */
  | { outcome: 'stale' }
  /** The position, from 0, of a named sound that does not exist. */
  | { outcome: 'missing'; position: number }

/** Replaces a document that administrators share. All processes and consoles hear of it by the feed. @throws RedisAway */
export async function changeDocument(
  redis: RedisClient,
  keys: { document: string; feed: string },
  { kind, before, document, sounds = { named: [], dropped: [] } }: DocumentChange,
  runtime?: Runtime,
): Promise<DocumentChanged> {
  const json = JSON.stringify(document)
  const { named, dropped } = sounds
  const args = { kind, before, json, rev: document.rev, named: named.length, keptMs: UNNAMED_KEPT_MS }
  const moreKeys = [...named, ...dropped]
  const [outcome, first = '', id = ''] = Result.parse(
    await commit.run(redis, keys, args, { moreKeys, runtime }),
  )
  if (outcome === 'missing') return { outcome, position: Number(first) - 1 }
  if (outcome !== 'ok') return { outcome: 'stale' }
  return { outcome: 'done', feed: { after: first, entries: [{ id, t: kind, d: json }] } }
}
