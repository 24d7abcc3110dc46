/** A page or worker that hangs holds the others up for no longer. */
const WAITS_MS = 2_000

/** Known to the tests that look at what is shown. */
export const NOTIFICATION_LOCK = 'switchyard-notifications'

/**
 * Shows or lists notifications while no other tab and not the worker does so. When one asks for the list while another shows
 * a notification, Chromium takes the new one for closed and forgets it: it is never listed again, and nobody can close it.
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
