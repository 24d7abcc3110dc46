/** What a piece of work was about; flat, and without phone numbers. */
export type Attributes = Record<string, string | number | boolean>

export interface Work {
  /** Such as `commit` or `job timer`: few values. */
  name: string
  /** The `traceparent` of whatever set this off. Without one a new trace begins. */
  parent?: string | undefined
  attributes?: Attributes
  /** Asked when it is over, for what is only known then. */
  outcome?: () => { name?: string; attributes?: Attributes }
}

/**
 * One trace for all that follows from one request: the webhook or command, its commit, what is told to Twilio, and
 * the jobs that do it later. Its id stands in the lines of the log (`trace`), and in what is kept for later.
 *
 * It is handed from one to the next: `AsyncLocalStorage`, which would do so by itself, costs every promise of the
 * process on Node 20 and 22, an eighth of what a command takes.
 */
export interface Tracing {
  /**
   * Runs `work` as a part of its trace, and gives it the W3C `traceparent` (https://www.w3.org/TR/trace-context/)
   * that whatever it sets off is to have as its parent. Rejects as `work` does.
   */
  run<Result>(about: Work, work: (trace: string) => Promise<Result>): Promise<Result>
  /** Sends what is still to be sent. */
  close(): Promise<void>
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

export interface TraceContext {
  traceId: string
  spanId: string
  traceFlags: number
}

/** Null for what is none, so that a header of anybody's does no harm. */
export function traceContext(text: string | undefined): TraceContext | null {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(text ?? '') ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return null
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) }
}

/** What stands in a header or in stored data, if it is a `traceparent`. */
export const traceIn = (text: unknown): string | undefined =>
  typeof text === 'string' && traceContext(text) ? text : undefined

/** The id that all lines of the log of one trace have in common. */
export const traceIdOf = (traceparent: string) => traceparent.slice(3, 35)

export const traceparentOf = ({ traceId, spanId, traceFlags }: TraceContext) =>
  `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`

const NOT_SAMPLED = 0

/** Ids only: for the log, and for what is kept for later. Nothing is sent anywhere. */
export const idsOnly = (uuid: () => string): Tracing => ({
  run: ({ parent }, work) => work(parent ?? newTrace(uuid())),
  close: async () => undefined,
})

function newTrace(uuid: string): string {
  const traceId = uuid.replaceAll('-', '')
  return traceparentOf({ traceId, spanId: traceId.slice(8, 24), traceFlags: NOT_SAMPLED })
}
