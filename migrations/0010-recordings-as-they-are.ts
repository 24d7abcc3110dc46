import { z } from 'zod'
import type { Migration } from './migration.ts'

const Before = z.looseObject({
  context: z.looseObject({
    recording: z.looseObject({ recordingSid: z.string().nullable() }).nullable(),
    recordings: z.array(z.looseObject({ recordingSid: z.string() })),
  }),
})
/** A call that has ended has no view. */
const View = z.looseObject({ recording: z.enum(['on', 'paused']).nullable().default(null) }).nullable()

/** A call keeps what Twilio has confirmed of each recording. Of the calls of before that is what was ordered. */
export const recordingsAsTheyAre: Migration = {
  id: 10,
  name: 'recordings-as-they-are',
  calls: {
    to: 10,
    transform({ snapshot: stored, timers, view }) {
      const { context, ...rest } = Before.parse(stored)
      const { recording } = context
      const ordered = View.parse(view)?.recording ?? 'off'
      const recordings = context.recordings.map((one) => ({
        ...one,
        state: one.recordingSid === recording?.recordingSid ? ordered : 'off',
      }))
      const now = { recording: recording && { ...recording, requested: false }, recordings }
      return { snapshot: { ...rest, context: { ...context, ...now } }, timers, view }
    },
  },
}
