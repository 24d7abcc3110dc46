import { z } from 'zod'
import type { Migration } from './migration.ts'

const Before = z.looseObject({ context: z.looseObject({}) })

/** The office may have calls recorded. Calls that began before are not. */
export const recordings: Migration = {
  id: 9,
  name: 'recordings',
  calls: {
    to: 9,
    transform({ snapshot: stored, timers, view }) {
      const { context, ...rest } = Before.parse(stored)
      return {
        snapshot: { ...rest, context: { ...context, recording: null, recordings: [] } },
        timers,
        view,
      }
    },
  },
}
