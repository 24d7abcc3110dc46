import { expect } from 'vitest'
import { toCallView } from '../../../coordinator/calls/view.ts'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import type { CallEventBody } from '../../../machines/call/events.ts'
import { AGENTS, OneCall, OUTSIDE, SILENT_CARRIER, SLOTS } from '../machines/one-call.ts'

/** What happens to a call: an event, the name of a delay that runs out, or that an agent cannot take calls any more. */
export type Happening = CallEventBody | string | { leaves: string }

/** Everybody is free, can ring, and has proven it. */
const everybody = () => {
  const [freeAgents, reachableAgents, dueToAcknowledge] = [[...AGENTS], [...AGENTS], [...AGENTS]]
  return { freeAgents, reachableAgents, dueToAcknowledge, anyoneSignedIn: true, freeSlots: [...SLOTS] }
}
export const NAMES: Record<string, string> = { ann: 'Ann', bob: 'Bob', cat: 'Cat', dan: 'Dan' }

const by = (who: string) => ({ by: who, role: 'agent' }) as const
export const claim = (who: string): CallEventBody => ({ type: 'CLAIM', ...by(who) })
export const decline = (who: string): CallEventBody => ({ type: 'DECLINE', ...by(who) })
export const park = (who: string): CallEventBody => ({ type: 'PARK', ...by(who), slot: 3 })
export const unpark = (who: string): CallEventBody => ({ type: 'UNPARK', ...by(who) })
export const hangUp = (who: string): CallEventBody => ({ type: 'HANGUP', ...by(who) })
export const supervisor = (type: 'HANGUP' | 'PARK', who: string): CallEventBody => ({
  type,
  by: who,
  role: 'supervisor',
})
export const leg = (who: string | null): CallEventBody => ({
  type: 'LEG_CONNECTED',
  legSid: `CA${who}`,
  agentId: who,
})
export const lost = (who: string | null, reloaded = false): CallEventBody => ({
  type: 'LEG_ENDED',
  legSid: `CA${who}`,
  outside: who === null,
  consoleSince: reloaded ? Date.UTC(2030, 1, 1) : null,
})
/** The carrier refuses to call the number of a transfer. */
export const refused = (words: string): CallEventBody => ({
  type: 'LEG_ENDED',
  legSid: '',
  outside: true,
  consoleSince: null,
  refused: words,
})
export const send = (who: string, to: string, kind: 'blind' | 'consult'): CallEventBody => ({
  type: 'TRANSFER',
  ...by(who),
  to: to as `agent:${string}`,
  kind,
})
export const callerEnded = (status: 'completed' | 'failed' | 'busy' = 'completed'): CallEventBody => ({
  type: 'CALLER_ENDED',
  status,
})
export const foundGone: CallEventBody = { type: 'FOUND_GONE', status: 'completed' }
export const complete = (who: string): CallEventBody => ({ type: 'COMPLETE', ...by(who) })
export const cancel = (who: string): CallEventBody => ({ type: 'CANCEL', ...by(who) })
export const hold = (who: string): CallEventBody => ({ type: 'HOLD', ...by(who) })
export const released = (who: string): CallEventBody => ({ type: 'LEG_RELEASED', by: who })
export const gone = (who: string): CallEventBody => ({ type: 'AGENT_GONE', agentId: who })
export const leaves = (who: string): Happening => ({ leaves: who })
export const answered: CallEventBody = { type: 'ANSWERED' }

export const talking = [claim('ann'), leg('ann')]
export const sentToBob = [...talking, send('ann', 'agent:bob', 'blind')]
export const sentOutside = [...talking, send('ann', OUTSIDE, 'blind')]
export const askingBob = [...talking, send('ann', 'agent:bob', 'consult')]
export const withBob = [...askingBob, claim('bob'), leg('bob')]
export const parkedByAnn = [...talking, park('ann')]
/** By Ann for Bob, and then where it says. */
export const parkedForBob = (elseTo: 'voicemail' | `+${string}`) => [
  ...talking,
  { ...park('ann'), for: 'bob', elseTo } as CallEventBody,
]

export function begin(type: 'INBOUND' | 'DIALLED' | 'CALLED' = 'INBOUND') {
  const reception = { closed: null, greets: false }
  return new OneCall({
    type,
    recording: null,
    prelude: 'none',
    unwanted: false,
    reception,
    ...SILENT_CARRIER,
    ...everybody(),
  })
}

export function happen(call: OneCall, what: Happening) {
  if (typeof what === 'object' && 'leaves' in what) {
    const desk = everybody()
    const freeAgents = desk.freeAgents.filter((agentId) => agentId !== what.leaves)
    return call.apply({ type: 'OFFER' }, { ...desk, freeAgents, reachableAgents: freeAgents })
  }
  if (typeof what !== 'string') return call.apply(what, everybody())
  const pick = call.running.findIndex(({ event }) => event.startsWith(`xstate.after.${what}.`))
  expect(pick, `${what} runs`).toBeGreaterThanOrEqual(0)
  const happening = { type: 'timer', stale: 1, pick } as const
  const { freeAgents: free, reachableAgents: reachable, dueToAcknowledge: due, freeSlots } = everybody()
  return call.take({ happening, passes: 0, free, reachable, due, freeSlots })
}

export const viewOf = (call: OneCall): CallView => toCallView(call.snapshot, call)
