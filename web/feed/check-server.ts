import type { DeskStore } from './desk-store.ts'

const EVERY_MS = 15_000
const TIMEOUT_MS = 5_000

/**
 * Times a request now and then: the number on the connection pill. An EventSource does not show comment
 * lines, so this is also how a stream that died in silence (a lid closed, a network changed) is noticed.
 */
export function checkServer(store: DeskStore, reopenFeed: () => void): () => void {
  let stopped = false
  let missed = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const beat = async () => {
    clearTimeout(timer)
    const since = performance.now()
    const alive = await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) })
      .then((response) => response.ok)
      .catch(() => false)
    if (stopped) return
    store.latency(alive ? Math.max(1, Math.round(performance.now() - since)) : null)
    missed = alive ? 0 : missed + 1
    if (missed > 0 && store.state().connection === 'live') reopenFeed()
    timer = setTimeout(beat, missed > 0 ? EVERY_MS / 3 : EVERY_MS)
  }
  const now = () => void beat()
  const whenSeen = () => {
    if (document.visibilityState === 'visible') now()
  }

  now()
  addEventListener('online', now)
  addEventListener('offline', now)
  document.addEventListener('visibilitychange', whenSeen)
  return () => {
    stopped = true
    clearTimeout(timer)
    removeEventListener('online', now)
    removeEventListener('offline', now)
    document.removeEventListener('visibilitychange', whenSeen)
  }
}
