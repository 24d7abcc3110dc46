import { z } from 'zod'
import type { AgentSnapshot } from '../../machines/agent/machine.ts'
import { isSignedIn, presenceOf } from '../../machines/agent/machine.ts'
import { AgentView } from '../protocol/agent-view.ts'

/** What Redis keeps of each agent for the desk: the view without its call, and what decisions about calls need. */
export const RosterEntry = AgentView.omit({ callSid: true }).extend({
  /** Of the agent's record. Versions that did not store it yet may still write entries. */
  rev: z.number().default(0),
  signedIn: z.boolean(),
  /** When a console last opened, ms since the epoch. */
  consoleSince: z.number().nullable(),
  /** The coordinators that serve an open console of this agent, joined by commas. */
  servedBy: z.string(),
})
export type RosterEntry = z.infer<typeof RosterEntry>

/** An agent as the feed and the desk have it: with the call on which the agent talks. */
export const AgentEntry = RosterEntry.extend({ callSid: AgentView.shape.callSid })
export type AgentEntry = z.infer<typeof AgentEntry>

/** @param at when the agent's state was reached, ms since the epoch */
export function rosterEntry(
  snapshot: AgentSnapshot,
  { rev, at, before }: { rev: number; at: number; before: RosterEntry | null },
): RosterEntry {
  const presence = presenceOf(snapshot)
  const { agentId, name, streams, consoleSince } = snapshot.context
  return {
    rev,
    agentId,
    name,
    presence,
    since: before?.presence === presence ? before.since : new Date(at).toISOString(),
    signedIn: isSignedIn(snapshot),
    consoleSince,
    servedBy: [...new Set(Object.values(streams))].join(),
  }
}

export const coordinatorsOf = ({ servedBy }: RosterEntry): string[] =>
  servedBy === '' ? [] : servedBy.split(',')

/** What a console may see of an agent. */
export const agentViewOf = ({ agentId, name, presence, callSid, since }: AgentEntry): AgentView => ({
  agentId,
  name,
  presence,
  callSid,
  since,
})
