import type { Runtime } from '../runtime.ts'
import { Refusal } from './problem.ts'
import type { RateLimit } from './rate-limit.ts'

const MINUTE_MS = 60_000
/** Consoles report by themselves that they hear and that they ring, each tab, at each call. */
export const REPORTS_PER_MINUTE = 6_000

/**
 * How often a key may change something. A whole minute's worth is there at the start, and comes back at an even pace.
 * It is counted in this process alone: a command costs no request to Redis for it. One entry for each key stays in memory.
 */
export function createChangeLimit(
  perMinute: number,
  { elapsed }: Pick<Runtime, 'elapsed'>,
): Pick<RateLimit, 'take'> {
  const eachMs = MINUTE_MS / perMinute
  /** When each key will have all its points again. */
  const fullAt = new Map<string, number>()
  return {
    async take(key) {
      const now = elapsed()
      const nextFullAt = Math.max(now, fullAt.get(key) ?? 0) + eachMs
      const waitMs = nextFullAt - now - MINUTE_MS
      if (waitMs > 0) {
        const retryAfterS = Math.ceil(waitMs / 1000)
        throw new Refusal('rate_limited', `Too many requests; try again in ${retryAfterS} s`, { retryAfterS })
      }
      fullAt.set(key, nextFullAt)
    },
  }
}
