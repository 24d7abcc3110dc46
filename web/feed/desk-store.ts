import { createStore } from '@xstate/store'
import { z } from 'zod'
import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { DeskSnapshot } from '../../coordinator/protocol/feed.ts'
import type { Groups } from '../../coordinator/protocol/groups.ts'
import { type DeskSections, deskSectionsOf } from '../calls/desk-sections.ts'
import {
  clockOffsetAfter,
  type DeskChange,
  type DeskData,
  emptyDesk,
  withChanges,
  withSnapshot,
} from './desk-data.ts'
import { type PendingCommand, withPredictions } from './predictions.ts'

export type Connection = 'connecting' | 'live' | 'reconnecting' | 'offline'

/** What the screen is drawn from. A new object exactly when something changed. */
export interface DeskStoreState {
  readonly me: string
  readonly connection: Connection
  /** The server said that it does not reach its store: it refuses every command. */
  readonly storeAway: boolean
  /** True once the first snapshot is there. */
  readonly known: boolean
  /** What the server said. */
  readonly confirmed: DeskData
  readonly pending: readonly PendingCommand[]
  /** Calls that this agent declined. They are not shown as ringing at colleagues either. */
  readonly declined: ReadonlySet<string>
  /** The confirmed calls, with the effect of pending commands. */
  readonly calls: readonly CallView[]
  readonly sections: DeskSections
}

/** What the server said of one call before, and what it says now. Predictions change nothing here. */
export interface ConfirmedChange {
  before: CallView | undefined
  after: CallView | undefined
}

export type DeskStore = ReturnType<typeof createDeskStore>

/** The one place where a console keeps calls and agents. It emits `callChanged` after each change. */
export function createDeskStore(me: string, now: () => number = Date.now) {
  return createStore({
    context: emptyState(me),
    schemas: { emitted: { callChanged: z.custom<ConfirmedChange>() } },
    on: {
      snapshotReceived: (state, { snapshot }: { snapshot: DeskSnapshot }, { emit }) => {
        const confirmed = withSnapshot(snapshot, now())
        if (state.known)
          for (const change of changesBetween(state.confirmed, confirmed)) emit.callChanged(change)
        return drawn({ ...state, confirmed, known: true })
      },
      changesReceived: (state, { changes }: { changes: readonly DeskChange[] }, { emit }) =>
        changed(state, changes, emit.callChanged),
      callReceived: (state, { call }: { call: CallView }, { emit }) =>
        changed(state, [{ call }], emit.callChanged),
      agentReceived: (state, { agent }: { agent: AgentView }, { emit }) =>
        changed(state, [{ agent }], emit.callChanged),
      /** From the feed, or the answer to a change, which the feed may have overtaken. */
      groupsReceived: (state, { groups }: { groups: Groups }) =>
        groups.rev < state.confirmed.groups.rev
          ? state
          : { ...state, confirmed: { ...state.confirmed, groups } },
      timeTold: (state, { at }: { at: string }) => {
        const clockOffsetMs = clockOffsetAfter(state.confirmed.clockOffsetMs, at, now())
        const isSame = clockOffsetMs === state.confirmed.clockOffsetMs
        return isSame ? state : { ...state, confirmed: { ...state.confirmed, clockOffsetMs } }
      },
      connectionChanged: (state, { connection }: { connection: Connection }) =>
        connection === state.connection ? state : { ...state, connection },
      storeReachabilityChanged: (state, { reachable }: { reachable: boolean }) =>
        reachable === state.storeAway ? { ...state, storeAway: !reachable } : state,
      commandSent: (state, { pending }: { pending: PendingCommand }) =>
        drawn({
          ...state,
          pending: [...state.pending, pending],
          declined:
            pending.command.type === 'decline'
              ? new Set(state.declined).add(pending.callSid)
              : state.declined,
        }),
      /** Without a view in the answer, the call looks again as the server last said. */
      commandAnswered: (state, { id, call }: { id: string; call: CallView | undefined }, { emit }) => {
        const pending = state.pending.filter((it) => it.id !== id)
        return drawn(changed({ ...state, pending }, call ? [{ call }] : [], emit.callChanged))
      },
    },
  })
}

/** The server's time, milliseconds since the epoch. */
export const serverNow = (desk: DeskStore, now: () => number = Date.now): number =>
  now() + desk.getSnapshot().context.confirmed.clockOffsetMs

const emptyState = (me: string): DeskStoreState => ({
  me,
  connection: 'connecting',
  storeAway: false,
  known: false,
  confirmed: emptyDesk,
  pending: [],
  declined: new Set(),
  calls: [],
  sections: deskSectionsOf([], me, new Set()),
})

function changed(
  state: DeskStoreState,
  changes: readonly DeskChange[],
  tell: (change: ConfirmedChange) => void,
): DeskStoreState {
  const confirmed = withChanges(state.confirmed, changes, (before, after) => tell({ before, after }))
  if (confirmed === state.confirmed) return state
  // Who is available changes no call.
  return confirmed.calls === state.confirmed.calls ? { ...state, confirmed } : drawn({ ...state, confirmed })
}

function drawn(state: DeskStoreState): DeskStoreState {
  const calls = withPredictions(state.confirmed, state.pending, state.me)
  return { ...state, calls, sections: deskSectionsOf(calls, state.me, state.declined, state.sections) }
}

function changesBetween(before: DeskData, after: DeskData): ConfirmedChange[] {
  return [...new Set([...before.calls.keys(), ...after.calls.keys()])]
    .map((sid) => ({ before: before.calls.get(sid), after: after.calls.get(sid) }))
    .filter((change) => change.before?.rev !== change.after?.rev)
}
