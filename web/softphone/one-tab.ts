/** Long enough for this tab's own last visit to let go. */
const WAIT_MS = 250

/**
 * Two tabs of one agent see the same call become theirs. The browser's locks let one of them dial, and
 * the tab in which the agent clicked is the first to ask.
 */
export function claimLeg(callSid: string): { mine: Promise<boolean>; done: () => void } {
  let done = () => {}
  const finished = new Promise<void>((resolve) => {
    done = resolve
  })
  // Only pages from a secure origin have locks; without them nothing keeps two tabs apart.
  if (!('locks' in navigator)) return { mine: Promise.resolve(true), done }
  const signal = AbortSignal.timeout(WAIT_MS)
  const mine = new Promise<boolean>((resolve) => {
    navigator.locks
      .request(`switchyard-leg-${callSid}`, { signal }, () => {
        resolve(true)
        return finished
      })
      .catch(() => resolve(false))
  })
  return { mine, done }
}
