import type { Observed } from './observed.ts'

/** A longer history loses entries (coordinator/durable/commit.lua). */
const LONGEST = 1000
const isWhole = (lines: readonly { rev: number }[]) => (lines.at(-1)?.rev ?? 0) <= LONGEST

/** Revs count up by one, and each line begins with the owner that the one before ended with: one owner, always. */
export function brokenHistories({ histories }: Observed): string[] {
  const found: string[] = []
  for (const [callSid, lines] of histories) {
    const first = lines[0]
    if (first === undefined) found.push(`${callSid} has no history`)
    else if (first.rev !== 1) found.push(`${callSid} begins with rev ${first.rev}`)
    for (const [n, line] of lines.entries()) {
      const before = lines[n - 1]
      const here = `${callSid} rev ${line.rev} (${line.event})`
      if (before === undefined || !isWhole(lines)) continue
      if (line.rev !== before.rev + 1) found.push(`${here} follows rev ${before.rev}`)
      if (line.from !== before.to)
        found.push(`${here} takes it from ${line.from}, but it was ${before.to} who had it`)
      if (before.state === 'ended' && (line.state !== 'ended' || line.event !== 'RECORDED'))
        found.push(`${here} comes after the end`)
    }
  }
  return found
}

/** What the feed said of each rev is what the history says of it. */
export function historiesUnlikeTheFeed({ histories, feed }: Observed): string[] {
  return feed.flatMap((entry) => {
    if (!('call' in entry)) return []
    const { callSid, rev, state, agentId } = entry.call
    const lines = histories.get(callSid) ?? []
    const line = lines.find((one) => one.rev === rev)
    if (line === undefined)
      return isWhole(lines) ? [`${callSid} rev ${rev} was in the feed, and is in no history`] : []
    return line.state === state && line.to === agentId
      ? []
      : [
          `${callSid} rev ${rev} is ${state} of ${agentId} in the feed, ${line.state} of ${line.to} in the history`,
        ]
  })
}
