import { useSelector } from '@xstate/react'
import { createStore } from '@xstate/store'
import { browserMemory } from '../storage.ts'

const STORED = 'switchyard-record'

/** What is open below the own call. */
interface RecordShown {
  /** The record of the caller the agent talks with. This browser remembers it. */
  readonly on: boolean
  /** The call whose caller becomes a contact. */
  readonly adding: string | null
}

const context: RecordShown = { on: browserMemory.read(STORED) === 'on', adding: null }

export const recordShown = createStore({
  context,
  on: {
    toggled: (state, _: object, { effect }) => {
      const on = !state.on
      effect(() => browserMemory.write(STORED, on ? 'on' : 'off'))
      return { ...state, on }
    },
    addingChanged: (state, { adding }: { adding: string | null }) => ({ ...state, adding }),
  },
})

export const useRecordShown = (): RecordShown => useSelector(recordShown, ({ context }) => context)
