import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'

/** More than the calls that are on offer at the same time. */
const MOST_REMEMBERED = 1_000

/** @param unheardAt when the offer was found to be acknowledged by no console, in ms since the epoch */
export type AlertUnheard = (callSid: string, unheardAt: number) => void

/**
 * Alerts ops of a ring that nobody hears. A process alerts once for each offer. Another process whose sweep finds the
 * same offer alerts too: the first one may have died, or lost Redis' answer to its commit, before it did.
 */
export function createUnheardAlert(
  log: Pick<Logger, 'warn'>,
  count: (callSid: string) => void,
): AlertUnheard {
  const alerted = new LRUCache<string, number>({ max: MOST_REMEMBERED })
  return (callSid, unheardAt) => {
    if (alerted.get(callSid) === unheardAt) return
    alerted.set(callSid, unheardAt)
    log.warn({ callSid }, 'No console has acknowledged that it rings for this call')
    count(callSid)
  }
}
