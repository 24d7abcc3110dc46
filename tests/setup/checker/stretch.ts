import type { Observed, StoredFeedEntry } from './observed.ts'

/**
 * What a stretch hands on to the next one. Of a call that has ended news may still come: a message that was left, the
 * answer to a webhook that had to be repeated. Then its whole history is looked at again, and whatever was asked
 * for it, however long ago, must still be known.
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
