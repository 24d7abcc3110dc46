import { createAtom } from '@xstate/store'

/** How good the line of this browser's leg is now: the scores of the last seconds, oldest first. Null: nothing was measured. */
export const liveQuality = createAtom<readonly (number | null)[] | null>(null)

export const LIVE_SECONDS = 30
