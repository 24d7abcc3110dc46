import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { DeskSnapshot } from '../../coordinator/protocol/feed.ts'
import { type DeskData, emptyDesk, withAgent, withCall, withSnapshot } from './desk-data.ts'
import { overlaid, type PendingCommand } from './overlay.ts'

export type Connection = 'connecting' | 'live' | 'reconnecting' | 'offline'

/** What the screen is drawn from. A new object exactly when something changed. */
export interface DeskState {
  readonly me: string
  readonly connection: Connection
  /** The server said that it does not reach its store: commands would be refused. */
  readonly storeAway: boolean
  /** Of the last request that was timed; null until one was. */
  readonly latencyMs: number | null
  /** True once the first snapshot is there. */
  readonly known: boolean
  readonly desk: DeskData
  readonly calls: readonly CallView[]
  readonly pending: readonly PendingCommand[]
  /** What this agent did not want: it is not shown to ring at colleagues either. */
  readonly declined: ReadonlySet<string>
}

/** A settled change of one call: what the server said before, and what it says now. */
export type CallListener = (before: CallView | undefined, after: CallView | undefined) => void

/** The one place where a console keeps what it knows. */
export class DeskStore {
  #state: DeskState
  readonly #listeners = new Set<() => void>()
  readonly #callListeners = new Set<CallListener>()
  readonly #now: () => number

  constructor(me: string, now: () => number = Date.now) {
    this.#now = now
    this.#state = {
      me,
      connection: 'connecting',
      storeAway: false,
      latencyMs: null,
      known: false,
      desk: emptyDesk,
      calls: [],
      pending: [],
      declined: new Set(),
    }
  }

  readonly state = (): DeskState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Hears of settled changes only, never of what is merely expected. */
  onCall(listener: CallListener): () => void {
    this.#callListeners.add(listener)
    return () => this.#callListeners.delete(listener)
  }

  /** The server's time now, milliseconds since the epoch. */
  readonly serverNow = (): number => this.#now() + this.#state.desk.clockOffsetMs

  snapshot(snapshot: DeskSnapshot) {
    const before = this.#state.desk
    const known = this.#state.known
    const after = withSnapshot(snapshot, this.#now())
    this.#change({ desk: after, known: true })
    if (!known) return
    for (const sid of new Set([...before.calls.keys(), ...after.calls.keys()]))
      this.#tell(before.calls.get(sid), after.calls.get(sid))
  }

  call(view: CallView) {
    const { desk } = this.#state
    const next = withCall(desk, view)
    if (next === desk) return
    this.#change({ desk: next })
    this.#tell(desk.calls.get(view.callSid), view)
  }

  agent(view: AgentView) {
    this.#change({ desk: withAgent(this.#state.desk, view) })
  }

  connection(connection: Connection) {
    if (connection !== this.#state.connection) this.#change({ connection })
  }

  storeReachable(reachable: boolean) {
    if (reachable === this.#state.storeAway) this.#change({ storeAway: !reachable })
  }

  latency(latencyMs: number | null) {
    if (latencyMs !== this.#state.latencyMs) this.#change({ latencyMs })
  }

  expect(pending: PendingCommand) {
    const { declined } = this.#state
    this.#change({
      pending: [...this.#state.pending, pending],
      declined: pending.command.type === 'decline' ? new Set(declined).add(pending.callSid) : declined,
    })
  }

  /** The reply is there: with a view, that view settles it; without, the call looks as the server last said. */
  settle(id: string, view?: CallView) {
    const { desk } = this.#state
    const next = view ? withCall(desk, view) : desk
    this.#change({ desk: next, pending: this.#state.pending.filter((it) => it.id !== id) })
    if (view && next !== desk) this.#tell(desk.calls.get(view.callSid), view)
  }

  #change(part: Partial<DeskState>) {
    const merged = { ...this.#state, ...part }
    const redraw = part.desk !== undefined || part.pending !== undefined
    this.#state = redraw ? { ...merged, calls: overlaid(merged.desk, merged.pending, merged.me) } : merged
    for (const listener of this.#listeners) listener()
  }

  #tell(before: CallView | undefined, after: CallView | undefined) {
    if (before === after || (before && after && before.rev === after.rev)) return
    for (const listener of this.#callListeners) listener(before, after)
  }
}
