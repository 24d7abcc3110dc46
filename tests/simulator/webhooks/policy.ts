/** What the fragment of a webhook's URL asks for: `#rc=3&rp=5xx,ct,rt`. Units are milliseconds. */
export interface RetryPolicy {
  readonly retries: number
  readonly on: ReadonlySet<string>
  readonly connectTimeoutMs: number
  readonly readTimeoutMs: number
  readonly totalTimeoutMs: number
}

export type Failure = 'ct' | 'rt' | '4xx' | '5xx'

/** Twilio waits for no answer longer than that, all retries together. */
export const CEILING_MS = 15_000

/**
 * Reads Twilio's connection overrides. Without any: one retry, on connection failure only.
 * Source: Twilio's "Webhooks (HTTP callbacks): connection overrides".
 */
export function retryPolicy(fragment: string, ceilingMs = CEILING_MS): RetryPolicy {
  const asked = new URLSearchParams(fragment.replace(/^#/, ''))
  return {
    retries: bounded(asked.get('rc'), 1, 0, 5),
    on: new Set((asked.get('rp') ?? 'ct').split(',')),
    connectTimeoutMs: bounded(asked.get('ct'), 5_000, 100, 10_000),
    readTimeoutMs: bounded(asked.get('rt'), ceilingMs, 100, ceilingMs),
    totalTimeoutMs: bounded(asked.get('tt'), ceilingMs, 100, ceilingMs),
  }
}

export function isRetried(policy: RetryPolicy, failure: Failure): boolean {
  return policy.on.has('all') || policy.on.has(failure)
}

function bounded(text: string | null, fallback: number, least: number, most: number): number {
  if (text === null || !/^\d+$/.test(text)) return fallback
  return Math.min(most, Math.max(least, Number(text)))
}
