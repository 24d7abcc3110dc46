import type { JobsOptions } from 'bullmq'
import { z } from 'zod'

/** `traceparent` of what queued the job. */
const trace = z.string().optional()

const kept = { removeOnComplete: { age: 3600, count: 500 }, removeOnFail: { age: 7 * 86_400, count: 1000 } }
const retried = { attempts: 5, backoff: { type: 'exponential', delay: 1000, jitter: 0.5 } }

/**
 * Every job: its data and its options. No job carries a phone number. Redis holds queued jobs of older versions, so a
 * name or a field of the data must not change.
 */
export const JobCatalogue = {
  /** Fires a delay of a chart. */
  timer: {
    data: z.object({
      kind: z.enum(['call', 'agent']),
      id: z.string(),
      token: z.string(),
      /** When Twilio first said that the dialled number still rings, or that there is no such call (ms since the epoch). */
      ringsAt: z.number().optional(),
      /** It said that there is no such call. */
      isMissing: z.boolean().optional(),
      trace,
    }),
    options: { ...kept, ...retried },
  },
  /** Runs a command to Twilio again. */
  command: {
    data: z.object({
      commandId: z.string(),
      attempt: z.number().int(),
      /** Until then the command was postponed (ms since the epoch). Jobs of older versions lack it. */
      dueAt: z.number().optional(),
      trace,
    }),
    options: { ...kept, attempts: 1 },
  },
  /** Finds what a dead process or a lost message left undone. */
  sweep: { data: z.object({}), options: { ...kept, attempts: 1 } },
  /** Compares one call with Twilio. `goneAt` is when Twilio first said that `sid`, the call or a leg, is gone (ms since the epoch). */
  reconcile: {
    data: z.object({ callSid: z.string(), goneAt: z.number().nullable(), sid: z.string().optional() }),
    /** BullMQ runs jobs without a priority first. Timers go before these, of which an outage leaves one for each call. */
    options: { ...kept, ...retried, priority: 1 },
  },
  /** Compares Twilio's list of live calls with the stored calls. `again`: calls that this job found, to be confirmed. */
  adopt: { data: z.object({ again: z.array(z.string()).optional() }), options: { ...kept, attempts: 1 } },
  /** Removes what is older than the history is kept. */
  retention: { data: z.object({}), options: { ...kept, attempts: 3 } },
  /** Writes the nightly backup. */
  backup: {
    data: z.object({}),
    options: { ...kept, attempts: 3, backoff: { type: 'fixed', delay: 600_000 } },
  },
} as const satisfies Record<string, { data: z.ZodType; options: JobsOptions }>

export type JobName = keyof typeof JobCatalogue
export type JobData<Name extends JobName> = z.infer<(typeof JobCatalogue)[Name]['data']>
export const JobName = z.enum(['timer', 'command', 'sweep', 'reconcile', 'adopt', 'retention', 'backup'])
