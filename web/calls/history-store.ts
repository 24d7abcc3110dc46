import { createStore } from '@xstate/store'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { retryingRead } from '../api/retrying-read.ts'
import type { DeskStore } from '../feed/desk-store.ts'
import { fetchHistory, withEnded } from './history.ts'

export type HistoryStore = ReturnType<typeof createHistoryStore>

/** Ended calls, newest first: read once, then kept up to date by the feed. */
export function createHistoryStore(desk: DeskStore) {
  const calls: readonly CallView[] = []
  const history = createStore({
    context: { calls },
    on: {
      // What has ended since the request is in its answer already, or not yet. Names may have changed since.
      historyRead: (state, { read }: { read: readonly CallView[] }) => {
        const revs = new Map(read.map(({ callSid, rev }) => [callSid, rev]))
        const newer = state.calls.filter(({ callSid, rev }) => rev > (revs.get(callSid) ?? 0))
        return { calls: newer.reduce(withEnded, read) }
      },
      callEnded: (state, { call }: { call: CallView }) => ({ calls: withEnded(state.calls, call) }),
    },
  })
  desk.on('callChanged', ({ after }) => {
    if (after?.status === 'ended') history.trigger.callEnded({ call: after })
  })
  return history
}

export const historyReader = (history: HistoryStore) =>
  retryingRead('The history', fetchHistory, (read) => history.trigger.historyRead({ read }))
