import type { DeskStore } from './desk-store.ts'

const EVERY_MS = 15_000
const TIMEOUT_MS = 5_000

/**
 * Asks the server now and then, and when the browser says that the network has changed. A failed request shows sooner than a
 * missing beat that the stream is dead. A request that succeeds proves nothing about the stream.
 */
export function checkServer(desk: DeskStore, reopenFeed: () => void): () => void {
  const stopping = new AbortController()
  const { signal } = stopping
  let failed = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const check = async () => {
    clearTimeout(timer)
    failed = !(await isHealthy())
    if (signal.aborted) return
    if (failed && desk.getSnapshot().context.connection === 'live') reopenFeed()
    timer = setTimeout(check, failed ? EVERY_MS / 3 : EVERY_MS)
  }
  const checkWhenVisible = () => {
    if (document.visibilityState === 'visible') void check()
  }

  void check()
  addEventListener('online', check, { signal })
  addEventListener('offline', check, { signal })
  document.addEventListener('visibilitychange', checkWhenVisible, { signal })
  return () => {
    stopping.abort()
    clearTimeout(timer)
  }
}

const isHealthy = () =>
  fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) })
    .then((response) => response.ok)
    .catch(() => false)
