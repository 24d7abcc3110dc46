import { z } from 'zod'
import type { Reply } from './http/routes.ts'
import { errorReply, RestError } from './rest/errors.ts'

const MESSAGES = {
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service unavailable',
} as const

/** What may be made to go wrong, as it does in real life. `{}` makes everything well again. */
export const faultsSchema = z.object({
  /** Status, conference and recording callbacks: Twilio sends them once at best, in order at best. */
  callbacks: z
    .object({
      drop: z.boolean().default(false),
      duplicate: z.boolean().default(false),
      /** Each waits a random time up to this, so that they arrive in any order. */
      jitterMs: z.number().int().min(0).max(60_000).default(0),
    })
    .prefault({}),
  /** The next `times` REST requests whose path contains `path`. */
  rest: z
    .object({
      /** `lost` does what was asked and breaks the connection before the answer. */
      answer: z.union([z.literal(429), z.literal(500), z.literal(503), z.literal('lost')]),
      times: z.number().int().min(1).default(1),
      path: z.string().default(''),
    })
    .nullable()
    .default(null),
})

export type FaultSettings = z.output<typeof faultsSchema>

/** The faults that are in force. */
export class Faults {
  current: FaultSettings = faultsSchema.parse({})

  set(faults: FaultSettings): void {
    this.current = faults
  }

  /** How a callback is to be delivered: after how long, for each time that it is sent. */
  deliveries(): number[] {
    const { drop, duplicate, jitterMs } = this.current.callbacks
    const delay = () => Math.round(Math.random() * jitterMs)
    if (drop) return []
    return duplicate ? [delay(), delay()] : [delay()]
  }

  /** Runs a REST request, or fails it as told. */
  async rest(path: string, handle: () => Reply | Promise<Reply>): Promise<Reply> {
    const { rest } = this.current
    if (rest === null || !path.includes(rest.path)) return handle()
    const times = rest.times - 1
    this.current = { ...this.current, rest: times === 0 ? null : { ...rest, times } }
    if (rest.answer !== 'lost') {
      return errorReply(new RestError(rest.answer, 20_000 + rest.answer, MESSAGES[rest.answer]))
    }
    const { status } = await handle()
    return { status, lost: true }
  }
}
