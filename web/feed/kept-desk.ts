import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { StreamOpening } from '../../coordinator/protocol/feed.ts'
import { type Groups, NO_GROUPS } from '../../coordinator/protocol/groups.ts'
import { clockOffsetAfter } from './desk-data.ts'
import type { FeedEvent } from './stream-messages.ts'

/** What a stream has said so far, for tabs that join later. */
export class KeptDesk {
  readonly #calls = new Map<string, CallView>()
  readonly #agents = new Map<string, AgentView>()
  #groups: Groups = NO_GROUPS
  /** Add to this browser's clock to get the server's, in milliseconds. Null before the first snapshot. */
  #clockOffsetMs: number | null = null
  #unheard = 0
  #storeReachable = true

  constructor(private readonly now: () => number) {}

  get known() {
    return this.#clockOffsetMs !== null
  }

  apply({ name, data }: FeedEvent) {
    switch (name) {
      case 'snapshot':
        this.#calls.clear()
        this.#agents.clear()
        for (const call of data.calls) this.#calls.set(call.callSid, call)
        for (const agent of data.agents) this.#agents.set(agent.agentId, agent)
        this.#groups = data.groups ?? NO_GROUPS
        this.#clockOffsetMs = Date.parse(data.serverTime) - this.now()
        this.#unheard = 0
        return
      case 'beat':
        if (this.#clockOffsetMs !== null)
          this.#clockOffsetMs = clockOffsetAfter(this.#clockOffsetMs, data.at, this.now())
        return
      case 'call':
        if (data.status === 'ended') this.#calls.delete(data.callSid)
        else this.#calls.set(data.callSid, data)
        return
      case 'agent':
        if (data.gone) this.#agents.delete(data.agentId)
        else this.#agents.set(data.agentId, data)
        return
      case 'groups':
        this.#groups = data
        return
      case 'voicemail':
        this.#unheard = data.unheard
        return
      case 'store':
        this.#storeReachable = data.reachable
    }
  }

  /** The events with which the server would begin a stream now. None before the first snapshot. */
  beginning(opening: StreamOpening | null): FeedEvent[] {
    if (this.#clockOffsetMs === null || opening === null) return []
    const calls = [...this.#calls.values()]
    const agents = [...this.#agents.values()]
    const serverTime = new Date(this.now() + this.#clockOffsetMs).toISOString()
    return [
      { name: 'snapshot', data: { calls, agents, groups: this.#groups, serverTime, ...opening } },
      { name: 'voicemail', data: { callSid: null, voicemail: null, unheard: this.#unheard } },
      { name: 'store', data: { reachable: this.#storeReachable } },
    ]
  }
}
