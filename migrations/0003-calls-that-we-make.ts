import { z } from 'zod'
import type { Migration } from './migration.ts'

const DIAL_MS = 45_000

const Before = z.looseObject({ context: z.looseObject({ limits: z.looseObject({}) }) })

/** Agents can call numbers. Stored calls get the limit for how long such a number rings. */
export const callsThatWeMake: Migration = {
  id: 3,
  name: 'calls-that-we-make',
  calls: {
    to: 3,
    transform({ snapshot: stored, timers, view }) {
      const { context, ...rest } = Before.parse(stored)
      const limits = { dialMs: DIAL_MS, ...context.limits }
      return { snapshot: { ...rest, context: { ...context, limits } }, timers, view }
    },
  },
}
