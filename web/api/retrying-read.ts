const RETRY_AFTER_MS = 10_000

/**
 * Reads something until it succeeds once. `start` begins anew, `stop` ends the attempts: what was under way then has no
 * effect any more.
 * @param what names it in a log line
 */
export function retryingRead<T>(what: string, read: () => Promise<T>, apply: (result: T) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let begun = 0
  const attempt = async (mine: number) => {
    try {
      const result = await read()
      if (mine === begun) apply(result)
    } catch (error) {
      if (mine !== begun) return
      console.warn(`${what} could not be read`, error)
      timer = setTimeout(attempt, RETRY_AFTER_MS, mine)
    }
  }
  const stop = () => {
    clearTimeout(timer)
    begun += 1
  }
  const start = () => {
    stop()
    void attempt(begun)
  }
  return { start, stop }
}
