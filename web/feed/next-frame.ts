/** A page that says it is visible, but is covered, may get no frames. */
const LONGEST_FRAME_MS = 100

/**
 * Calls back as soon as the next frame is drawn, in a task of its own: keys and clicks are heard between what is drawn and what
 * is called. A hidden page gets no frames, and its timers run at most once a second. There it calls back as soon as what is queued has run.
 */
export function afterNextFrame(then: () => void) {
  const done = new AbortController()
  const once = () => {
    if (done.signal.aborted) return
    done.abort()
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    then()
  }
  const frame = requestAnimationFrame(() => nextTask(once))
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
