import { createAtom } from '@xstate/store'

/** How loud the microphone is, 0 to 1. It changes some twenty times a second: too often for React. */
export const microphoneLevel = createAtom(0)
