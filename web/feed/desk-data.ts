import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { DeskSnapshot } from '../../coordinator/protocol/feed.ts'
import { type Groups, NO_GROUPS } from '../../coordinator/protocol/groups.ts'

/** The calls and agents as the server last described them. Never changed in place. */
export interface DeskData {
  /** Ended calls stay a while, so that a late answer cannot show them as live again. */
  readonly calls: ReadonlyMap<string, CallView>
  readonly agents: ReadonlyMap<string, AgentView>
  /** The agents by id, for their names alone. Another map only when a name is new. */
  readonly names: ReadonlyMap<string, { readonly name: string }>
  readonly groups: Groups
  /** Add to this browser's clock to get the server's, in milliseconds. */
  readonly clockOffsetMs: number
}

/** A view that the server sent. */
export type DeskChange = { readonly call: CallView } | { readonly agent: AgentView }

export const emptyDesk: DeskData = {
  calls: new Map(),
  agents: new Map(),
  names: new Map(),
  groups: NO_GROUPS,
  clockOffsetMs: 0,
}

const KEEP_ENDED = 200

/** A snapshot replaces everything, also where revs are lower after a failover. */
export function withSnapshot(snapshot: DeskSnapshot, now: number): DeskData {
  const agents = new Map(snapshot.agents.map((agent) => [agent.agentId, agent]))
  return {
    calls: new Map(snapshot.calls.map((call) => [call.callSid, call])),
    agents,
    names: agents,
    groups: snapshot.groups ?? NO_GROUPS,
    clockOffsetMs: Date.parse(snapshot.serverTime) - now,
  }
}

/** What a beat takes on its way is no change of a clock. */
const ON_ITS_WAY_MS = 2_000

/** The offset after the server has told its time: somebody may have set this browser's clock. */
export function clockOffsetAfter(before: number, serverTime: string, now: number): number {
  const offset = Date.parse(serverTime) - now
  return Math.abs(offset - before) < ON_ITS_WAY_MS ? before : offset
}

/**
 * Applies views in their order. Returns the same desk when none is news. A view of a call counts when its rev is higher. A
 * view of an agent also counts when the rev is the same. The rev 0 is from an older server, which did not count. A view of a
 * call with the same rev counts for its contact alone, which may change while the call does not.
 * @param onCall called for each view of a call that counts, with the view before it
 */
export function withChanges(
  desk: DeskData,
  changes: readonly DeskChange[],
  onCall: (before: CallView | undefined, after: CallView) => void = () => undefined,
): DeskData {
  const calls = new Map(desk.calls)
  const agents = new Map(desk.agents)
  const changed = { calls: false, agents: false }
  for (const change of changes) {
    if ('agent' in change) {
      const { agent } = change
      if (agent.rev !== 0 && agent.rev < (agents.get(agent.agentId)?.rev ?? 0)) continue
      if (agent.gone) agents.delete(agent.agentId)
      else agents.set(agent.agentId, agent)
      changed.agents = true
      continue
    }
    const { call } = change
    const before = calls.get(call.callSid)
    if (before && before.rev >= call.rev) {
      if (before.rev > call.rev || isSameContact(before.contact, call.contact)) continue
      calls.set(call.callSid, { ...before, contact: call.contact })
      changed.calls = true
      continue
    }
    calls.set(call.callSid, call)
    changed.calls = true
    onCall(before, call)
  }
  if (changed.calls) forgetOldestEnded(calls)
  if (!changed.calls && !changed.agents) return desk
  return {
    ...desk,
    calls: changed.calls ? calls : desk.calls,
    agents: changed.agents ? agents : desk.agents,
    names: !changed.agents || sameNames(desk.names, agents) ? desk.names : agents,
  }
}

const isSameContact = (a: CallView['contact'], b: CallView['contact']) =>
  JSON.stringify(a) === JSON.stringify(b)

function sameNames(known: DeskData['names'], agents: DeskData['agents']): boolean {
  return (
    known.size === agents.size &&
    [...agents].every(([agentId, { name }]) => known.get(agentId)?.name === name)
  )
}

function forgetOldestEnded(calls: Map<string, CallView>) {
  const ended = [...calls.values()].filter((call) => call.status === 'ended')
  if (ended.length <= KEEP_ENDED) return
  ended.sort((a, b) => ((a.endedAt ?? '') < (b.endedAt ?? '') ? -1 : 1))
  for (const call of ended.slice(0, ended.length - KEEP_ENDED)) calls.delete(call.callSid)
}
