import type { Params, Target } from '../webhooks/webhooks.ts'
import type { Exchange } from './exchange.ts'
import type { FinalStatus, Leg } from './leg.ts'

/** Where the next document comes from. */
export type Source =
  | { readonly from: 'url'; readonly target: Target }
  | { readonly from: 'text'; readonly twiml: string; readonly target: Target }

/** What a verb may use while it runs. */
export interface Stage {
  readonly exchange: Exchange
  readonly leg: Leg
  /** Aborted when the leg is to do something else; every wait of a verb ends with it. */
  readonly signal: AbortSignal
  /** The document that is being run: relative URLs and an empty `<Redirect/>` mean it. */
  readonly document: Target
  /** `wait` is the music of somebody who waits in a room: it neither answers nor ends the leg. */
  readonly mode: 'call' | 'wait'
}

export type Outcome =
  | { readonly to: 'next' }
  | { readonly to: 'document'; readonly target: Target; readonly params: Params }
  | { readonly to: 'end'; readonly status: FinalStatus }

export const NEXT: Outcome = { to: 'next' }

/** The document cannot be run on; `code` is Twilio's error for it. */
export class ProgramFailed extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** Resolves a URL of a document. An empty one means the document itself. */
export function resolve(stage: Stage, url: string, method: Target['method']): Target {
  if (url === '') return stage.document
  const resolved = URL.parse(url, stage.document.url)
  if (resolved === null) throw new ProgramFailed(11100, `invalid URL ${url}`)
  return { url: resolved.href, method }
}

/** The outcome of a verb with an `action`: its document, or the next verb when there is none. */
export function toAction(
  stage: Stage,
  verb: { action?: string | undefined; method: Target['method'] },
  params: Params,
): Outcome {
  if (verb.action === undefined) return NEXT
  return { to: 'document', target: resolve(stage, verb.action, verb.method), params }
}
