const FOCUSABLE = '[tabindex], a[href], button:enabled, input:enabled, select:enabled, textarea:enabled'

/**
 * The focus never falls to the body. If the element with the focus goes away with its card, the nearest part of the page
 * around it takes the focus. After a dialog, the element that had the focus before takes it.
 * @returns how to stop
 */
export function keepFocus(): () => void {
  let path: readonly Element[] = []
  let beforeDialog: readonly Element[] = []

  const focused = ({ target }: FocusEvent) => {
    if (!(target instanceof Element)) return
    path = withAncestors(target)
    if (target.closest('[role=dialog]') === null) beforeDialog = path
  }
  const rescue = () => {
    if (document.activeElement !== document.body) return
    const [last] = path
    // The agent clicked beside everything.
    if (!last || (last.isConnected && !last.matches(':disabled'))) return
    const next = [...path, ...beforeDialog].find((it) => it.isConnected && it.matches(FOCUSABLE))
    if (next instanceof HTMLElement) next.focus({ preventScroll: true })
  }

  addEventListener('focusin', focused)
  const observer = new MutationObserver(rescue)
  observer.observe(document.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['disabled'],
  })
  return () => {
    removeEventListener('focusin', focused)
    observer.disconnect()
  }
}

function withAncestors(element: Element): Element[] {
  const path: Element[] = []
  for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) path.push(at)
  return path
}
