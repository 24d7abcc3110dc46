const AFTER_MS = 1_000
const LATE_MS = 2_000

/**
 * Returns a function that says whether the browser fires the timers of this page late, as it does in a tab that has been
 * hidden for a while. Each call starts one timer, unless one runs: call it when a beat arrives, because what wakes the page
 * by itself must not be a timer.
 */
export function timerDrift(now: () => number = () => performance.now()): () => boolean {
  let dueAt: number | null = null
  let late = false
  const isLate = (due: number) => now() - due > LATE_MS
  return () => {
    if (dueAt !== null) {
      if (isLate(dueAt)) late = true
      return late
    }
    const due = now() + AFTER_MS
    dueAt = due
    setTimeout(() => {
      late = isLate(due)
      dueAt = null
    }, AFTER_MS)
    return late
  }
}
