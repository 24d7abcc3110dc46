import { z } from 'zod'
import type { Migration } from './migration.ts'

const Before = z.looseObject({ context: z.looseObject({ callerNumber: z.string().nullable() }) })

/** Stored calls get the caller's address, which was the number, and what was not kept before of the caller: nothing. */
export const callersAsTheyAre: Migration = {
  id: 5,
  name: 'callers-as-they-are',
  calls: {
    to: 5,
    transform({ snapshot: stored, timers, view }) {
      const { context, ...rest } = Before.parse(stored)
      const caller = {
        callerAddress: context.callerNumber,
        forwardedFrom: null,
        verified: null,
        unconfirmed: null,
        callToken: null,
        outsideExtension: null,
      }
      return { snapshot: { ...rest, context: { ...context, ...caller } }, timers, view }
    },
  },
}
