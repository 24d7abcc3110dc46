import { z } from 'zod'
import type { Migration } from './migration.ts'

const CallBefore = z.looseObject({
  context: z.looseObject({ offeredTo: z.array(z.string()), createdAt: z.number() }),
})
const AgentBefore = z.looseObject({ context: z.looseObject({ streams: z.record(z.string(), z.string()) }) })

/** Consoles prove that they ring. Stored calls get the fields of that, and each console of an agent what it has proven. */
export const consolesProveThatTheyRing: Migration = {
  id: 4,
  name: 'consoles-prove-that-they-ring',
  calls: {
    to: 4,
    transform({ snapshot: stored, timers, view }) {
      const { context, ...rest } = CallBefore.parse(stored)
      const offeredAt = context.offeredTo.length === 0 ? null : context.createdAt
      const proof = { ringingAt: [], offeredAt, unheardAt: null }
      return { snapshot: { ...rest, context: { ...context, ...proof } }, timers, view }
    },
  },
  agents: {
    to: 2,
    transform({ snapshot: stored, timers, view }) {
      const { context, ...rest } = AgentBefore.parse(stored)
      const { streams, ...others } = context
      const consoles = Object.fromEntries(
        Object.entries(streams).map(([id, coordinatorId]) => [id, { coordinatorId, why: 'unproven' }]),
      )
      return { snapshot: { ...rest, context: { ...others, consoles } }, timers, view }
    },
  },
}
