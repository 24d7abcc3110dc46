import type { Party } from './cards.ts'
import type { EndedCall, EndedCalls } from './ended-calls.ts'

/** A caller who was not answered, and with whose number no agent has talked since. */
export interface Waiting {
  party: Party
  /** The newest call of theirs. */
  call: EndedCall
  /** When their first call ended since somebody talked with them. */
  since: number
  /** How often they called since somebody talked with them. */
  times: number
  /** How often an agent called back in vain since the newest of these calls, and the last time. */
  tried: { times: number; last: EndedCall } | null
}

/**
 * Who waits for a call back, the newest first. A caller without a number or an address is left out: an agent could not call
 * back, and nothing would take the caller off the list.
 */
export function waitingIn(calls: EndedCalls): Map<Party, Waiting> {
  const waiting = new Map<Party, Waiting>()
  const reached = new Set<Party>()
  const tries = new Map<Party, NonNullable<Waiting['tried']>>()
  for (const call of calls.all()) {
    const { party } = call.parties
    if (party === null || reached.has(party)) continue
    if (call.answered) reached.add(party)
    else if (isMissed(call)) {
      const known = waiting.get(party)
      if (known) Object.assign(known, { times: known.times + 1, since: call.endedAt })
      else waiting.set(party, { party, call, since: call.endedAt, times: 1, tried: tries.get(party) ?? null })
    } else if (call.direction === 'outbound' && !waiting.has(party)) {
      const known = tries.get(party)
      if (known) known.times += 1
      else tries.set(party, { times: 1, last: call })
    }
  }
  return waiting
}

/** An agent who removes a caller from the lot has decided that nobody calls back. */
const isMissed = ({ direction, outcome, answered }: EndedCall) =>
  direction === 'inbound' && !answered && outcome !== 'removed'
