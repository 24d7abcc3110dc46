/** A key that has been under the pointer for less than this was not meant. */
const CHANGED_WITHIN_MS = 300

/**
 * A click does nothing if another key has just come under the pointer: it was meant for the one before. A pointer that moves
 * to a key means that key, however new it is.
 * @returns how to stop
 */
export function guardClicks(): () => void {
  const stopping = new AbortController()
  const { signal } = stopping
  let at: { x: number; y: number } | null = null
  let under: Element | null = null
  let changedAt = Number.NEGATIVE_INFINITY
  let meant = true
  /** What is under the pointer now may be another key. */
  let stale = false

  const keyAtPointer = () =>
    at === null ? null : (document.elementFromPoint(at.x, at.y)?.closest('button, a, [role=button]') ?? null)
  const look = () => {
    if (!stale) return
    stale = false
    const key = keyAtPointer()
    if (key === under) return
    under = key
    changedAt = performance.now()
  }
  // Before the page is drawn, to look would have it laid out once more.
  const pageChanged = () => {
    if (at === null || stale) return
    stale = true
    requestAnimationFrame(() => setTimeout(look))
  }
  const pointed = ({ clientX, clientY }: PointerEvent) => {
    if (at?.x === clientX && at.y === clientY) return
    at = { x: clientX, y: clientY }
    stale = false
    const key = keyAtPointer()
    if (key !== under) changedAt = Number.NEGATIVE_INFINITY
    under = key
  }
  const isMeant = () => {
    look()
    return under === null || performance.now() - changedAt >= CHANGED_WITHIN_MS
  }

  const options = { capture: true, signal } as const
  addEventListener('pointermove', pointed, { ...options, passive: true })
  addEventListener(
    'pointerdown',
    (event) => {
      pointed(event)
      meant = isMeant()
    },
    options,
  )
  addEventListener(
    'click',
    (event) => {
      // A click without a pointer comes from the keyboard, or from assistive technology.
      if (event.detail === 0 || (meant && isMeant())) return
      event.preventDefault()
      event.stopPropagation()
    },
    options,
  )
  document.documentElement.addEventListener(
    'pointerleave',
    () => {
      at = null
      under = null
    },
    { signal },
  )
  const observer = new MutationObserver(pageChanged)
  observer.observe(document.body, { childList: true, subtree: true })
  return () => {
    stopping.abort()
    observer.disconnect()
  }
}
