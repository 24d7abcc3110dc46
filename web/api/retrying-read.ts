const RETRY_AFTER_MS = 10_000

/**
 * Reads something until it succeeds once. `start` begins anew, `stop` ends the attempts.
 * @param what names it in a log line
 */
export function retryingRead<T>(what: string, read: () => Promise<T>, apply: (result: T) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const attempt = () => {
    read()
      .then(apply)
      .catch((error: unknown) => {
        console.warn(`${what} could not be read`, error)
        timer = setTimeout(attempt, RETRY_AFTER_MS)
      })
  }
  const stop = () => clearTimeout(timer)
  const start = () => {
    stop()
    attempt()
  }
  return { start, stop }
}
