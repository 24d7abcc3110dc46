import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { DeskSnapshot } from '../../coordinator/protocol/feed.ts'

/** The calls and agents as the server last described them. Never changed in place. */
export interface DeskData {
  /** Ended calls stay a while, so that a late answer cannot show them as live again. */
  readonly calls: ReadonlyMap<string, CallView>
  readonly agents: ReadonlyMap<string, AgentView>
  /** Add to this browser's clock to get the server's, in milliseconds. */
  readonly clockOffsetMs: number
}

export const emptyDesk: DeskData = { calls: new Map(), agents: new Map(), clockOffsetMs: 0 }

const KEEP_ENDED = 200

/** A snapshot replaces everything, also where revs are lower after a failover. */
export function withSnapshot(snapshot: DeskSnapshot, now: number): DeskData {
  return {
    calls: new Map(snapshot.calls.map((call) => [call.callSid, call])),
    agents: new Map(snapshot.agents.map((agent) => [agent.agentId, agent])),
    clockOffsetMs: Date.parse(snapshot.serverTime) - now,
  }
}

/** Returns the same desk when the view is not newer than the one it has. */
export function withCall(desk: DeskData, call: CallView): DeskData {
  const known = desk.calls.get(call.callSid)
  if (known && known.rev >= call.rev) return desk
  const calls = new Map(desk.calls).set(call.callSid, call)
  if (call.status === 'ended') forgetOldestEnded(calls)
  return { ...desk, calls }
}

export function withAgent(desk: DeskData, agent: AgentView): DeskData {
  return { ...desk, agents: new Map(desk.agents).set(agent.agentId, agent) }
}

function forgetOldestEnded(calls: Map<string, CallView>) {
  const ended = [...calls.values()].filter((call) => call.status === 'ended')
  if (ended.length <= KEEP_ENDED) return
  ended.sort((a, b) => (a.endedAt ?? '').localeCompare(b.endedAt ?? ''))
  for (const call of ended.slice(0, ended.length - KEEP_ENDED)) calls.delete(call.callSid)
}
