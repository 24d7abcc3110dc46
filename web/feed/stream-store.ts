import { createStore } from '@xstate/store'
import type { StreamOpening } from '../../coordinator/protocol/feed.ts'

/** What this page knows of the stream that it follows. */
interface StreamState {
  /** The id under which the server knows this browser's stream. Null until a stream has named itself. */
  readonly consoleId: string | null
  /** Of all tabs of this browser that share the stream, this one makes the sound. */
  readonly appointed: boolean
  /** Something between this browser and the server holds the body of the stream back. */
  readonly heldBack: boolean
  /** When the server last took an echo of this browser, ms since the epoch. */
  readonly provenAt: number | null
  /** When an event of the server last came, to the second; ms since the epoch. */
  readonly heardAt: number | null
}

export type StreamStore = ReturnType<typeof createStreamStore>

export function createStreamStore() {
  const context: StreamState = {
    consoleId: null,
    appointed: false,
    heldBack: false,
    provenAt: null,
    heardAt: null,
  }
  return createStore({
    context,
    on: {
      opened: (state, { opening: { consoleId } }: { opening: StreamOpening }) =>
        consoleId === state.consoleId ? state : { ...state, consoleId },
      appointedChanged: (state, { appointed }: { appointed: boolean }) =>
        appointed === state.appointed ? state : { ...state, appointed },
      heldBackChanged: (state, { heldBack }: { heldBack: boolean }) =>
        heldBack === state.heldBack ? state : { ...state, heldBack },
      proven: (state, { at }: { at: number }) => ({ ...state, provenAt: at }),
      heard: (state, { at }: { at: number }) =>
        at - (state.heardAt ?? 0) < 1_000 ? state : { ...state, heardAt: at },
    },
  })
}
