import type { JobsOptions } from 'bullmq'
import { z } from 'zod'

/** `traceparent` of what set the job off. */
const trace = z.string().optional()

/** Every job there is: what it carries, and how it is kept. No job carries a phone number. */

const kept = { removeOnComplete: { age: 3600, count: 500 }, removeOnFail: { age: 7 * 86_400, count: 1000 } }
const again = { attempts: 5, backoff: { type: 'exponential', delay: 1000, jitter: 0.5 } }

export const JobCatalogue = {
  /** A delay of a chart that ran out. */
  timer: {
    data: z.object({
      kind: z.enum(['call', 'agent']),
      id: z.string(),
      token: z.string(),
      /** When Twilio said that the number which is to be given up still rings (ms). */
      ringsAt: z.number().optional(),
      trace,
    }),
    options: { ...kept, ...again },
  },
  /** A command to Twilio, again. */
  command: {
    data: z.object({ commandId: z.string(), attempt: z.number().int(), trace }),
    options: { ...kept, attempts: 1 },
  },
  /** Looks for what a dead process or a lost message left behind. */
  sweep: { data: z.object({}), options: { ...kept, attempts: 1 } },
  /** One call against Twilio. `goneAt` (ms) is when Twilio first said that `sid` is gone: the call itself, or a leg of it. */
  reconcile: {
    data: z.object({ callSid: z.string(), goneAt: z.number().nullable(), sid: z.string().optional() }),
    /** After the timers, which have none: after an outage there is one for each call. */
    options: { ...kept, ...again, priority: 1 },
  },
  /**
   * Twilio’s live calls beside ours: those that we do not know, and those of ours that it does not list. With
   * `again`, a second look at these, which we began and do not know.
   */
  adopt: { data: z.object({ again: z.array(z.string()).optional() }), options: { ...kept, attempts: 1 } },
  /** Drops what is older than the history is kept. */
  retention: { data: z.object({}), options: { ...kept, attempts: 3 } },
} as const satisfies Record<string, { data: z.ZodType; options: JobsOptions }>

export type JobName = keyof typeof JobCatalogue
export type JobData<Name extends JobName> = z.infer<(typeof JobCatalogue)[Name]['data']>
export const JobName = z.enum(['timer', 'command', 'sweep', 'reconcile', 'adopt', 'retention'])
