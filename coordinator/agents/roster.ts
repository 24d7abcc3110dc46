import { z } from 'zod'
import type { AgentSnapshot } from '../../machines/agent/machine.ts'
import { isDisabled, isSignedIn, presenceOf, ringsOf } from '../../machines/agent/machine.ts'
import { WhyDeaf } from '../../machines/agent/reachability.ts'
import { AgentView } from '../protocol/agent-view.ts'
import type { Reachability } from '../protocol/reachability.ts'

/** What Redis keeps of each agent for the desk: the view without its call, and what decisions about calls need. */
export const RosterEntry = AgentView.omit({ callSid: true, rev: true, gone: true }).extend({
  /** Of the agent's record. Versions that did not store it yet may still write entries. */
  rev: z.number().default(0),
  signedIn: z.boolean(),
  /** When a console last opened, ms since the epoch. */
  consoleSince: z.number().nullable(),
  /** The coordinators that serve an open console of this agent, joined by commas. */
  servedBy: z.string(),
  /** What keeps each open console from ringing; null for one that rings. By the id of its stream. */
  consoles: z.record(z.string(), WhyDeaf.nullable()).default({}),
})
export type RosterEntry = z.infer<typeof RosterEntry>

/** An agent as the feed and the desk have it: with the call on which the agent talks. */
export const AgentEntry = RosterEntry.extend({
  callSid: AgentView.shape.callSid,
  /** Of the view. An older process does not count it: then it is 0. */
  viewRev: AgentView.shape.rev,
  gone: AgentView.shape.gone,
})
export type AgentEntry = z.infer<typeof AgentEntry>

/** @param at when the agent's state was reached, ms since the epoch */
export function rosterEntry(
  snapshot: AgentSnapshot,
  { rev, at, before }: { rev: number; at: number; before: RosterEntry | null },
): RosterEntry {
  const presence = presenceOf(snapshot)
  const { agentId, name, consoles, consoleSince } = snapshot.context
  const open = Object.entries(consoles)
  return {
    rev,
    agentId,
    name,
    presence,
    since: before?.presence === presence ? before.since : new Date(at).toISOString(),
    rings: reachability(snapshot, at, before?.rings ?? null),
    signedIn: isSignedIn(snapshot),
    consoleSince,
    servedBy: [...new Set(open.map(([, { coordinatorId }]) => coordinatorId))].join(),
    consoles: Object.fromEntries(open.map(([id, { why }]) => [id, why])),
    ...(isDisabled(snapshot) && { disabled: true as const }),
  }
}

function reachability(snapshot: AgentSnapshot, at: number, before: Reachability | null): Reachability | null {
  const rings = ringsOf(snapshot)
  if (rings === null) return null
  const isSame = before?.ok === rings.ok && before.why === rings.why
  return { ...rings, since: isSame ? before.since : new Date(at).toISOString() }
}

/** An agent who reloads the page, or whose console has just opened, counts until there was time for a proof. */
export const canRing = ({ rings, consoles }: Pick<RosterEntry, 'rings' | 'consoles'>): boolean =>
  rings === null || rings.ok || Object.values(consoles).includes('unproven')

export const coordinatorsOf = ({ servedBy }: RosterEntry): string[] =>
  servedBy === '' ? [] : servedBy.split(',')

/** What a console may see of an agent. */
export const agentViewOf = (entry: AgentEntry): AgentView => {
  const { agentId, name, viewRev, presence, callSid, since, rings, disabled, gone } = entry
  const marks = { ...(disabled && { disabled }), ...(gone && { gone }) }
  return { agentId, name, rev: viewRev, presence, callSid, since, rings, ...marks }
}
