/** A page or worker that hangs holds the others up for no longer. */
const WAITS_MS = 2_000

/** Known to the tests that look at what is shown. */
export const NOTIFICATION_LOCK = 'switchyard-notifications'

/**
 * Shows or lists notifications alone: tabs and the worker take turns. If one asks for the list while another shows a
 * notification, Chromium takes the new one for closed and forgets it. Then it is never listed again and cannot be closed.
 */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const waiting = AbortSignal.timeout(WAITS_MS)
  let begun = false
  const begin = () => {
    begun = true
    return work()
  }
  try {
    return await navigator.locks.request(NOTIFICATION_LOCK, { signal: waiting }, begin)
  } catch (error) {
    if (begun) throw error
    return work()
  }
}
