/** A page that says it is visible, but is covered, may get no frames. */
const LONGEST_FRAME_MS = 100

/**
 * Calls back before the next frame is drawn. A hidden page gets no frames, and its timers run at most once a second. There
 * it calls back as soon as what is queued has run.
 */
export function beforeNextFrame(then: () => void) {
  const done = new AbortController()
  const once = () => {
    if (done.signal.aborted) return
    done.abort()
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    then()
  }
  const frame = requestAnimationFrame(once)
  const timer = setTimeout(once, LONGEST_FRAME_MS)
  const onHidden = () => {
    if (document.visibilityState === 'hidden') nextTask(once)
  }
  document.addEventListener('visibilitychange', onHidden, { signal: done.signal })
  onHidden()
}

function nextTask(then: () => void) {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    then()
  }
  port2.postMessage(null)
}
