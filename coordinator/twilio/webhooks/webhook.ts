import type { z } from 'zod'
import { mayPass } from '../../durable/newer.ts'
import type { WebhookForm } from '../signature.ts'

/** A signed request whose parameters are not validated yet. */
export interface WebhookCall {
  form: WebhookForm
  query: Readonly<Record<string, string | string[] | undefined>>
  path: Readonly<Record<string, string>>
  /** `traceparent` of the request. */
  trace: string
}

export interface WebhookAnswer {
  status: number
  type: 'text/xml' | 'text/plain'
  body: string
}

/** One path that Twilio requests, without the web framework. */
export interface Webhook {
  path: string
  answer(call: WebhookCall): Promise<WebhookAnswer>
}

export const twimlAnswer = (document: string): WebhookAnswer => ({
  status: 200,
  type: 'text/xml',
  body: document,
})
export const NO_CONTENT: WebhookAnswer = { status: 204, type: 'text/plain', body: '' }

/**
 * Ignores parameters that `schema` does not name: Twilio may add some at any time. If a parameter comes more than once, the
 * first value counts. `disputed` in the schema names the parameters of the form that came with several values.
 * @param whenUnavailable the answer while Redis is away or the call has a newer version; without one, or if it is null, the error is rethrown
 */
export function webhook<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  handle: (request: z.output<Schema>, trace: string) => Promise<WebhookAnswer>,
  whenUnavailable: (request: z.output<Schema>) => WebhookAnswer | null = () => null,
): Webhook {
  return {
    path,
    answer: async (call) => {
      const { form, query } = call
      const once = { form: onceEach(form), query: onceEach(query), disputed: disputedIn(form) }
      const request = schema.safeParse({ ...call, ...once })
      if (!request.success) return badRequest(request.error)
      try {
        return await handle(request.data, call.trace)
      } catch (error) {
        const answer = mayPass(error) ? whenUnavailable(request.data) : null
        if (answer === null) throw error
        return answer
      }
    },
  }
}

const onceEach = (given: WebhookForm) =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  )

const disputedIn = (form: WebhookForm) =>
  Object.keys(form).filter((name) => Array.isArray(form[name]) && new Set(form[name]).size > 1)

function badRequest(error: z.ZodError): WebhookAnswer {
  const lines = error.issues.map(({ path, message }) => `${path.slice(1).join('.')}: ${message}`)
  return { status: 400, type: 'text/plain', body: `${lines.join('\n')}\n` }
}
