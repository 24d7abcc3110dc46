import { createStore } from '@xstate/store'

/** A dialog that a key or the menu opens. */
export type KeyDialog = 'palette' | 'sheet' | 'glossary'

/** What is open over the desk, or beside it. */
interface Opened {
  readonly dialog: KeyDialog | null
  /** The tour shows the desk to somebody who is new. */
  readonly tour: boolean
}

export function createOpenedStore() {
  const context: Opened = { dialog: null, tour: false }
  return createStore({
    context,
    on: {
      opened: (state, { dialog }: { dialog: KeyDialog }) => ({ ...state, dialog }),
      closed: (state) => ({ ...state, dialog: null }),
      tourBegun: () => ({ dialog: null, tour: true }),
      tourLeft: (state) => ({ ...state, tour: false }),
    },
  })
}
