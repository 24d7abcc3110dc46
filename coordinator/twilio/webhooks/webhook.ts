import type { z } from 'zod'
import { mayPass } from '../../durable/newer.ts'
import type { WebhookForm } from '../signature.ts'

/** A signed request, before its parameters are known to be any good. */
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

/** One path that Twilio calls. It sees no web framework. */
export interface Webhook {
  path: string
  answer(delivered: WebhookCall): Promise<WebhookAnswer>
}

export const twimlAnswer = (document: string): WebhookAnswer => ({
  status: 200,
  type: 'text/xml',
  body: document,
})
export const NO_CONTENT: WebhookAnswer = { status: 204, type: 'text/plain', body: '' }

/**
 * Parameters that `schema` does not name are let be: Twilio may add some at any time.
 * @param meanwhile what to answer when nothing can be done about it now; null, or without it, the failure is thrown on
 */
export function webhook<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  handle: (request: z.output<Schema>, trace: string) => Promise<WebhookAnswer>,
  meanwhile: (request: z.output<Schema>) => WebhookAnswer | null = () => null,
): Webhook {
  return {
    path,
    answer: async (delivered) => {
      const request = schema.safeParse(delivered)
      if (!request.success) return badRequest(request.error)
      try {
        return await handle(request.data, delivered.trace)
      } catch (error) {
        const answer = mayPass(error) ? meanwhile(request.data) : null
        if (answer === null) throw error
        return answer
      }
    },
  }
}

function badRequest(error: z.ZodError): WebhookAnswer {
  const lines = error.issues.map(({ path, message }) => `${path.slice(1).join('.')}: ${message}`)
  return { status: 400, type: 'text/plain', body: `${lines.join('\n')}\n` }
}
