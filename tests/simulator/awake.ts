const LOOK_EVERY_MS = 50
/** What is over this between two looks was taken from this process: it could not have noticed anything. */
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
 * Time as far as this process was there to see it pass, in ms. Twilio is never held up by the machine that it calls:
 * whose patience is measured here must not lose it because this process was.
 */
export function awakeMs(): number {
  return countedMs + Math.min(performance.now() - lookedAt, MOST_AT_ONCE_MS)
}

/** Calls back once this process was awake for so long. @returns prevents it */
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
