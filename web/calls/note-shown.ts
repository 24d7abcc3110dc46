import { useSelector } from '@xstate/react'
import { createStore } from '@xstate/store'
import type { CallView } from '../../coordinator/protocol/call-view.ts'

interface NoteShown {
  /** The call about which the agent writes a note at the desk, also after it has ended. */
  readonly call: CallView | null
}

const nothing: NoteShown = { call: null }

export const noteShown = createStore({
  context: nothing,
  on: {
    opened: (_, { call }: { call: CallView }) => ({ call }),
    closed: () => nothing,
  },
})

export const useNoteShown = (): CallView | null => useSelector(noteShown, ({ context }) => context.call)
