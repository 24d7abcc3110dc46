import { createStore } from '@xstate/store'
import { browserMemory } from '../storage.ts'

/** A dialog that a key or the menu opens. */
export type KeyDialog = 'palette' | 'sheet' | 'glossary' | 'slotHistory'

/** What is open over the desk, or beside it. */
interface Opened {
  readonly dialog: KeyDialog | null
  /** Whose history the dialog shows first. */
  readonly slot: number
  /** The tour shows the desk to somebody who is new. */
  readonly tour: boolean
  /** Whether the tour is offered: until this person has taken or refused it in this browser. */
  readonly tourOffered: boolean
}

export function createOpenedStore(agentId: string) {
  const stored = `switchyard-tour:${agentId}`
  const context: Opened = {
    ...{ dialog: null, slot: 1, tour: false },
    tourOffered: browserMemory.read(stored) === null,
  }
  const settle = () => browserMemory.write(stored, 'settled')
  return createStore({
    context,
    on: {
      opened: (state, { dialog }: { dialog: KeyDialog }) => ({ ...state, dialog }),
      slotHistoryOpened: (state, { slot }: { slot: number }): Opened => ({
        ...state,
        dialog: 'slotHistory',
        slot,
      }),
      closed: (state) => ({ ...state, dialog: null }),
      tourBegun: (state, _: object, { effect }): Opened => {
        effect(settle)
        return { ...state, dialog: null, tour: true, tourOffered: false }
      },
      tourLeft: (state) => ({ ...state, tour: false }),
      tourRefused: (state, _: object, { effect }) => {
        effect(settle)
        return { ...state, tourOffered: false }
      },
    },
  })
}
