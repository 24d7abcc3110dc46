import type { Observed, StoredFeedEntry } from './observed.ts'

/**
 * What a stretch hands on to the next one. An ended call may still get news: a message that was left, the answer to a
 * repeated webhook. Then its whole history is checked again. So all that was ever asked for it must still be known.
 */
export function carriedOver({
  feed,
  since,
  commands,
  earlier,
}: Observed): Pick<Observed, 'feed' | 'since' | 'earlier'> {
  const newest = [...new Map(feed.map((entry) => [subjectOf(entry), entry])).values()]
  const calls = newest.filter((entry) => 'call' in entry && entry.call.endedAt === null)
  const agents = newest.filter((entry) => 'agent' in entry)
  return { feed: [...calls, ...agents], since: feed.at(-1)?.id ?? since, earlier: [...earlier, ...commands] }
}

const subjectOf = (entry: StoredFeedEntry) =>
  'call' in entry ? entry.call.callSid : `agent ${entry.agent.agentId}`
