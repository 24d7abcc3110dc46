import { AsyncLocalStorage } from 'node:async_hooks'

/** What a piece of work was about; flat, and without phone numbers. */
export type Attributes = Record<string, string | number | boolean>

export interface Work {
  /** Such as `commit` or `job timer`: few values. */
  name: string
  /** The `traceparent` that was kept with whatever set this off. Without one: what is under way, or a new trace. */
  parent?: string | undefined
  attributes?: Attributes
  /** Asked when it is over, for what is only known then. */
  outcome?: () => { name?: string; attributes?: Attributes }
}

/**
 * One trace for all that follows from one request: the webhook or command, its commit, what is told to Twilio, and
 * the jobs that do it later. Its id stands in every line of the log (`trace`), and in what is kept for later.
 */
export interface Tracing {
  /** Runs `work` as a part of its trace. Rejects as `work` does. */
  run<Result>(about: Work, work: () => Promise<Result>): Promise<Result>
  /** Sends what is still to be sent. */
  close(): Promise<void>
}

const underWay = new AsyncLocalStorage<string>()

/** The W3C `traceparent` (https://www.w3.org/TR/trace-context/) of what is under way. */
export const traceparent = (): string | undefined => underWay.getStore()

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

/** The id that the lines of the log of what is under way have in common; undefined outside of any work. */
export const traceId = (): string | undefined => underWay.getStore()?.slice(3, 35)

export const traceparentOf = ({ traceId, spanId, traceFlags }: TraceContext) =>
  `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`

export const within = <Result>(parent: string, work: () => Promise<Result>): Promise<Result> =>
  underWay.run(parent, work)

const NOT_SAMPLED = 0

/** Ids only: for the log, and for what is kept for later. Nothing is sent anywhere. */
export const idsOnly = (uuid: () => string): Tracing => ({
  run({ parent }, work) {
    if (parent === undefined && underWay.getStore() !== undefined) return work()
    return within(parent !== undefined && traceContext(parent) ? parent : newTrace(uuid()), work)
  },
  close: async () => undefined,
})

function newTrace(uuid: string): string {
  const traceId = uuid.replaceAll('-', '')
  return traceparentOf({ traceId, spanId: traceId.slice(8, 24), traceFlags: NOT_SAMPLED })
}
