import { assign, setup } from 'xstate'
import { z } from 'zod'
import type { ActorKind, OutboxCommand } from '../../../coordinator/durable/actor-kind.ts'
import type { Upgrade } from '../../../coordinator/durable/stored-record.ts'
import { isDelay } from '../../../coordinator/durable/timer.ts'

/** How long a parcel waits in its compartment. */
export const WAITS_MS = 60_000

type ParcelEvent = { at: number } & (
  | { type: 'DELIVER'; compartment: number }
  | { type: 'COLLECT' }
  | { type: `xstate.after.${string}` }
)

interface ParcelContext {
  parcelId: string
  compartment: number | null
}

/** A parcel in a locker: it has nothing to do with telephony. Delivered, it waits to be collected, or goes back. */
export const parcelMachine = setup({
  types: { context: {} as ParcelContext, events: {} as ParcelEvent, input: {} as { parcelId: string } },
  actions: {
    store: assign(({ event }) => ({ compartment: event.type === 'DELIVER' ? event.compartment : null })),
    empty: assign({ compartment: null }),
  },
  delays: { collectTimeout: WAITS_MS },
}).createMachine({
  id: 'parcel',
  context: ({ input }) => ({ parcelId: input.parcelId, compartment: null }),
  initial: 'announced',
  states: {
    announced: { on: { DELIVER: { target: 'waiting', actions: 'store' } } },
    waiting: {
      after: { collectTimeout: { target: 'returned', actions: 'empty' } },
      on: { COLLECT: { target: 'collected', actions: 'empty' } },
    },
    collected: { type: 'final' },
    returned: { type: 'final' },
  },
})

const ParcelView = z.object({
  rev: z.number(),
  parcelId: z.string(),
  state: z.enum(['announced', 'waiting', 'collected', 'returned']),
  compartment: z.number().nullable(),
})
const ParcelEntry = z.object({ rev: z.number(), event: z.string(), state: z.string() })

export interface ParcelTypes {
  machine: typeof parcelMachine
  event: { type: 'DELIVER'; compartment: number } | { type: 'COLLECT' }
  view: z.infer<typeof ParcelView>
  facts: { next?: number }
  code: 'not_possible' | 'compartment_taken'
  command: OutboxCommand & { type: 'callCarrier'; parcelId: string }
  entry: z.infer<typeof ParcelEntry>
}

export function parcelKind(
  prefix: string,
  { version = 1, copies = 10, upgrade = (record) => record }: Partial<ParcelOptions> = {},
): ActorKind<ParcelTypes> {
  return {
    name: 'parcel',
    idName: 'parcelId',
    machine: parcelMachine,
    version,
    upgrade,
    view: ParcelView,
    code: z.enum(['not_possible', 'compartment_taken']),
    entry: ParcelEntry,
    copies,
    noFacts: {},
    commit: {
      script: new URL('./parcel-commit.lua', import.meta.url),
      keys: { compartments: `${prefix}compartments` },
    },
    keysOf: (id) => ({
      record: `${prefix}parcel:${id}`,
      requests: `${prefix}parcel-requests:${id}`,
      history: `${prefix}parcel-history:${id}`,
    }),
    idOf: ({ context }) => context.parcelId,
    isOver: ({ status }) => status === 'done',
    stamp: (event, at, { next }) =>
      event.type === 'DELIVER' && next !== undefined ? { ...event, at, compartment: next } : { ...event, at },
    refusalOf: () => 'not_possible',
    recheck: async () => null,
    // A taken compartment: the next free one, if there is one.
    resolve: ([reason, next]) =>
      reason === 'taken' && next ? { facts: { next: Number(next) } } : { code: 'compartment_taken' },
    viewOf: ({ context, value }, { rev }) => ({
      rev,
      ...context,
      state: ParcelView.shape.state.parse(value),
    }),
    entryOf: ({ event, rev, after }) => ({
      rev,
      event: isDelay(event) ? (event.type.split('.')[2] ?? '') : event.type,
      state: String(after.value),
    }),
    commandsOf: ({ after, rev, at }) =>
      after.value === 'returned'
        ? [
            {
              id: `${after.context.parcelId}:${rev}`,
              at,
              type: 'callCarrier',
              parcelId: after.context.parcelId,
            },
          ]
        : [],
    planOf: ({ before, after }) => ({
      take: after.context.compartment ?? undefined,
      leave: after.context.compartment === null ? (before?.view.compartment ?? undefined) : undefined,
      expireMs: after.status === 'done' ? 60_000 : undefined,
    }),
  }
}

interface ParcelOptions {
  version: number
  copies: number
  upgrade: Upgrade
}
