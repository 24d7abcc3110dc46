import { z } from 'zod'
import type { Migration } from './migration.ts'

const Park = z.looseObject({})
const Before = z.looseObject({
  context: z.looseObject({
    parked: Park.nullable(),
    lastPark: Park.nullable(),
    answeredAt: z.number().nullable(),
    voicemailAt: z.number().nullable(),
    endedAt: z.number().nullable(),
  }),
})

/**
 * Parked calls return to the agent who parked them, then to everybody. What was said of a park is dropped at the end of the
 * call. A caller an agent has answered had left the voicemail.
 */
export const threeOnTheLine: Migration = {
  id: 7,
  name: 'three-on-the-line',
  calls: {
    to: 7,
    transform({ snapshot: stored, timers, view }) {
      const { context, ...rest } = Before.parse(stored)
      const asBefore = <T extends object>(park: T | null) => park && { ...park, for: null, elseTo: null }
      const changed = {
        parked: asBefore(context.parked),
        lastPark: context.endedAt === null ? asBefore(context.lastPark) : null,
        voicemailAt: context.answeredAt === null ? context.voicemailAt : null,
      }
      return { snapshot: { ...rest, context: { ...context, ...changed } }, timers, view }
    },
  },
}
