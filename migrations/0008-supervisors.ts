import { z } from 'zod'
import type { Migration } from './migration.ts'

const Before = z.looseObject({ context: z.looseObject({}) })

/** A supervisor may hear a call. */
export const supervisors: Migration = {
  id: 8,
  name: 'supervisors',
  calls: {
    to: 8,
    transform({ snapshot: stored, timers, view }) {
      const { context, ...rest } = Before.parse(stored)
      return { snapshot: { ...rest, context: { ...context, supervision: null } }, timers, view }
    },
  },
}
