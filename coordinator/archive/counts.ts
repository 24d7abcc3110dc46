import type { HistoryCounts } from '../protocol/queries.ts'
import type { EndedCall } from './ended-calls.ts'

/** How many calls there are of each kind, for all agents at once. */
export interface Counts extends Omit<HistoryCounts, 'mine'> {
  /** By agent: answered calls that the agent had. */
  answeredBy: ReadonlyMap<string, number>
}

export function countsOf(calls: Iterable<EndedCall>): Counts {
  const answeredBy = new Map<string, number>()
  let [all, missed, messages, outbound] = [0, 0, 0, 0]
  for (const { answered, direction, outcome, agents } of calls) {
    all += 1
    if (!answered && direction === 'inbound') missed += 1
    if (outcome === 'voicemail') messages += 1
    if (direction === 'outbound') outbound += 1
    if (outcome === 'answered')
      for (const agentId of agents) answeredBy.set(agentId, (answeredBy.get(agentId) ?? 0) + 1)
  }
  return { all, missed, messages, outbound, answeredBy }
}
