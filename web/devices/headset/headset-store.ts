import { createStore } from '@xstate/store'
import { browserMemory } from '../../storage.ts'
import type { Press } from './presses.ts'

export interface ShownHeadset {
  name: string
  /** Why its keys do not work, in words. */
  trouble: string | null
}

interface HeadsetState {
  /** The agent has switched the keys of headsets on. This browser remembers it. */
  on: boolean
  headsets: readonly ShownHeadset[]
  /** The last key that was pressed, and when, ms since the epoch. */
  pressed: { press: Press | null; at: number } | null
}

const STORED = 'switchyard-headset-keys'
const NONE: Pick<HeadsetState, 'headsets' | 'pressed'> = { headsets: [], pressed: null }

/** What this page knows of headsets with keys. */
export const headsetStore = createStore({
  context: { on: browserMemory.read(STORED) === 'on', ...NONE } as HeadsetState,
  on: {
    turned: (state, { on }: { on: boolean }, { effect }) => {
      effect(() => browserMemory.write(STORED, on ? 'on' : 'off'))
      return { ...state, ...NONE, on }
    },
    seen: (state, { headsets }: Pick<HeadsetState, 'headsets'>) => ({ ...state, headsets }),
    /** Null: the key means nothing now. It shows that the headset is heard. */
    pressed: (state, { press, at }: { press: Press | null; at: number }) => ({
      ...state,
      pressed: { press, at },
    }),
  },
})
