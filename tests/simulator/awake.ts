const LOOK_EVERY_MS = 50
/** Time above this between two looks does not count: the machine had stopped this process. */
const MOST_AT_ONCE_MS = 100

let countedMs = 0
let lookedAt = performance.now()
const waiting = new Set<() => void>()

setInterval(() => {
  countedMs = awakeMs()
  lookedAt = performance.now()
  for (const look of waiting) look()
}, LOOK_EVERY_MS).unref()

/**
 * The time in ms that this process was able to run. The real Twilio does not slow down with the machine that it calls. So
 * its timeouts, which are measured here, must not run out because this process was stopped.
 */
export function awakeMs(): number {
  return countedMs + Math.min(performance.now() - lookedAt, MOST_AT_ONCE_MS)
}

/** Calls back after this process was able to run for `ms`. @returns cancels it */
export function afterAwake(ms: number, then: () => void): () => void {
  const until = awakeMs() + ms
  const look = () => {
    if (awakeMs() < until) return
    waiting.delete(look)
    then()
  }
  waiting.add(look)
  return () => void waiting.delete(look)
}
