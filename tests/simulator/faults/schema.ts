import { z } from 'zod'

const ms = z.number().int().min(0).max(60_000)
/** How many of all: 0.3 is three of ten. `true` is all of them, `false` none. */
const share = z.union([z.boolean(), z.number().min(0).max(1)]).transform(Number)

/** What may be answered instead of what was asked for. */
const restFault = z.union([
  z.literal(429),
  z.literal(500),
  z.literal(503),
  /** Does what was asked and breaks the connection before the answer. */
  z.literal('lost'),
  /** Does nothing and says nothing; after `hangMs` the connection breaks. */
  z.literal('hang'),
  /** Does what was asked and answers after `delayMs`. */
  z.literal('slow'),
])

/** What may be made to go wrong, as it does in real life. `{}` makes everything well again. */
export const faultsSchema = z.strictObject({
  /** The same seed takes the same decisions over the same events. Without one: any. */
  seed: z.number().int().min(0).optional(),
  /** Status, conference and recording callbacks: Twilio sends them once at best, in order at best. */
  callbacks: z
    .strictObject({
      drop: share.prefault(0),
      duplicate: share.prefault(0),
      /** Delivered after the next one, or a second later when there is none. */
      reorder: share.prefault(0),
      /** These wait a random time up to `jitterMs`; all of them, when nothing is said. */
      delay: share.prefault(1),
      jitterMs: ms.default(0),
    })
    .prefault({}),
  /** Requests for a document: `voice`, `leg`, redirects, wait music. */
  documents: z
    .strictObject({
      /** Sent once more after its answer was lost; the second answer counts. */
      duplicate: share.prefault(0),
      delay: share.prefault(1),
      jitterMs: ms.default(0),
    })
    .prefault({}),
  rest: z
    .strictObject({
      /** One of these, at random. */
      answer: z.union([restFault.transform((one) => [one]), z.array(restFault).min(1)]),
      /** The next so many requests whose path contains `path`; one, unless a share is given. */
      times: z.number().int().min(1).optional(),
      share: share.optional(),
      path: z.string().default(''),
      delayMs: ms.default(1_000),
      hangMs: ms.default(30_000),
    })
    .nullable()
    .default(null),
})
export type FaultSettings = z.output<typeof faultsSchema>

/** What was decided about one event; `n` counts the events of its kind since the faults were set. */
const decision = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('callback'),
    n: z.number().int(),
    what: z.string(),
    /** After how long, for each time that it is sent. */
    copies: z.array(ms),
    reordered: z.boolean(),
  }),
  z.object({
    kind: z.literal('document'),
    n: z.number().int(),
    what: z.string(),
    delayMs: ms,
    twice: z.boolean(),
  }),
  z.object({
    kind: z.literal('rest'),
    n: z.number().int(),
    what: z.string(),
    answer: restFault,
    delayMs: ms,
  }),
])
export type FaultDecision = z.output<typeof decision>
export type FaultKind = FaultDecision['kind']

const counts = z.object({ callback: z.number(), document: z.number(), rest: z.number() })
export type FaultCounts = Record<FaultKind, number>

export const ACTIONS = ['drop', 'crash', 'forget'] as const
/** What somebody did to a leg: the `leg`-th since the faults were set, after so many events. */
const action = z.object({ what: z.enum(ACTIONS), leg: z.number().int(), after: counts })
export type FaultAction = z.output<typeof action>

/** All faults of a run. Posted back, it replays them. */
export const journalSchema = z.object({
  seed: z.number().int(),
  faults: faultsSchema.omit({ seed: true }),
  decisions: z.array(decision),
  actions: z.array(action),
  /** False when there were more decisions than are kept. */
  complete: z.boolean().default(true),
  /** Whether this run was itself one that was had again. */
  replayed: z.boolean().default(false),
})
export type FaultJournal = z.output<typeof journalSchema>
