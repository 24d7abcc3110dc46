import { z } from 'zod'
import type { Migration } from './migration.ts'

const Before = z.looseObject({
  context: z.looseObject({
    agentId: z.string().nullable(),
    answeredAt: z.number().nullable(),
    parked: z.looseObject({ by: z.string().nullable() }).nullable(),
    transfer: z.looseObject({ from: z.string() }).nullable(),
  }),
})

/** Stored calls get no note, and of the agents who talked on them the one who is known: the last. */
export const notesAndWhoTalked: Migration = {
  id: 6,
  name: 'notes-and-who-talked',
  calls: {
    to: 6,
    transform({ snapshot: stored, timers, view }) {
      const { context, ...rest } = Before.parse(stored)
      const last = context.agentId ?? context.transfer?.from ?? context.parked?.by ?? null
      const talkedBy = context.answeredAt === null || last === null ? [] : [last]
      return { snapshot: { ...rest, context: { ...context, talkedBy, wrapUp: null } }, timers, view }
    },
  },
}
