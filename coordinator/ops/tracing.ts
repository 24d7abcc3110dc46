/** Attributes of a span: flat, and without phone numbers. */
export type Attributes = Record<string, string | number | boolean>

export interface Work {
  /** Such as `commit` or `job timer`: few values. */
  name: string
  /** The `traceparent` of what caused this work. Without one a new trace begins. */
  parent?: string | undefined
  attributes?: Attributes
  /** Read when the work is over, for what is only known then. */
  outcome?: () => { name?: string; attributes?: Attributes }
}

/**
 * One trace for all that follows from one request: the webhook or command, its commit, the commands to Twilio, and
 * later jobs. The lines of the log (`trace`) and stored timers and commands carry its id.
 *
 * Functions pass it on as an argument. `AsyncLocalStorage` would need no argument, but on Node 20 and 22 it makes every
 * promise of the process slower: an eighth of the time of a command.
 */
export interface Tracing {
  /**
   * Runs `work` as a part of its trace, and gives it the W3C `traceparent` (https://www.w3.org/TR/trace-context/)
   * that everything it causes must have as its parent. Rejects as `work` does.
   */
  run<Result>(about: Work, work: (trace: string) => Promise<Result>): Promise<Result>
  /** Sends the spans that are not sent yet. */
  close(): Promise<void>
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

export interface TraceContext {
  traceId: string
  spanId: string
  traceFlags: number
}

/** Null for a text that is no `traceparent`: any client can send the header. */
export function traceContext(text: string | undefined): TraceContext | null {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(text ?? '') ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return null
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) }
}

/** The value of a header or of stored data, if it is a `traceparent`. */
export const traceIn = (text: unknown): string | undefined =>
  typeof text === 'string' && traceContext(text) ? text : undefined

/** The id that all lines of the log of one trace share. */
export const traceIdOf = (traceparent: string) => traceparent.slice(3, 35)

export const traceparentOf = ({ traceId, spanId, traceFlags }: TraceContext) =>
  `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`

const NOT_SAMPLED = 0

/** Traces that have ids for the log and for stored data, and send no spans. */
export const idsOnly = (uuid: () => string): Tracing => ({
  run: ({ parent }, work) => work(parent ?? newTrace(uuid())),
  close: async () => undefined,
})

function newTrace(uuid: string): string {
  const traceId = uuid.replaceAll('-', '')
  return traceparentOf({ traceId, spanId: traceId.slice(8, 24), traceFlags: NOT_SAMPLED })
}
