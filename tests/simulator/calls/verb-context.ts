import type { Params, WebhookTarget } from '../webhooks/webhooks.ts'
import type { Exchange } from './exchange.ts'
import type { FinalCallStatus, Leg } from './leg.ts'

/** Where the next document comes from. */
export type TwimlSource =
  | { readonly from: 'url'; readonly target: WebhookTarget }
  | { readonly from: 'text'; readonly twiml: string; readonly target: WebhookTarget }

/** What a verb may use while it runs. */
export interface VerbContext {
  readonly exchange: Exchange
  readonly leg: Leg
  /** Aborted when the leg is to do something else; every wait of a verb ends with it. */
  readonly signal: AbortSignal
  /** The document that runs: relative URLs are resolved against it, and an empty `<Redirect/>` requests it. */
  readonly document: WebhookTarget
  /** `wait` runs the wait document of a room: it neither answers nor ends the leg. */
  readonly mode: 'call' | 'wait'
}

export type VerbOutcome =
  | { readonly to: 'next' }
  | { readonly to: 'document'; readonly target: WebhookTarget; readonly params: Params }
  | { readonly to: 'end'; readonly status: FinalCallStatus }

export const NEXT: VerbOutcome = { to: 'next' }

/** The document cannot be run on; `code` is Twilio's error for it. */
export class TwimlFailed extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** Resolves a URL of a document. An empty one means the document itself. */
export function resolve(context: VerbContext, url: string, method: WebhookTarget['method']): WebhookTarget {
  if (url === '') return context.document
  const resolved = URL.parse(url, context.document.url)
  if (resolved === null) throw new TwimlFailed(11100, `invalid URL ${url}`)
  return { url: resolved.href, method }
}

/** The outcome of a verb with an `action`: its document, or the next verb when there is none. */
export function toAction(
  context: VerbContext,
  verb: { action?: string | undefined; method: WebhookTarget['method'] },
  params: Params,
): VerbOutcome {
  if (verb.action === undefined) return NEXT
  return { to: 'document', target: resolve(context, verb.action, verb.method), params }
}
