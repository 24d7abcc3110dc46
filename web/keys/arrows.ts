/** Where arrows go: keys, rows, and fields of one line, which use only the arrows to the sides. */
const STOPS = 'button:enabled, a[href], [tabindex="0"], input[type=search]:enabled, input[type=tel]:enabled'
/** They use these arrows themselves. */
const OWN_ARROWS =
  'input:not([type=search], [type=tel]), textarea, select, [contenteditable=true], [role=menu], [role=dialog], [role=radiogroup], [role=slider]'
/** The parts of a page, in their order. */
const PARTS = '.status-line, #main section[aria-labelledby], #main section[aria-label], #main search'

type Direction = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight'
const isDirection = (key: string): key is Direction => /^Arrow(Up|Down|Left|Right)$/.test(key)

/**
 * Arrows move the focus over rows, slots and tiles, to the nearest key in that direction; Enter presses it. What has arrows
 * of its own keeps them.
 * @returns how to stop
 */
export function roveByArrows(): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    const { key, target } = event
    if (!isDirection(key) || !(target instanceof Element) || hasOwnArrows(target, key)) return
    const main = document.getElementById('main')
    if (main === null || !main.contains(target)) return
    const next = target.matches(STOPS) ? nearest(target, stopsIn(main), key) : firstIn(target, main)
    if (next === null) return
    event.preventDefault()
    focusOn(next)
  }
  addEventListener('keydown', onKey)
  return () => removeEventListener('keydown', onKey)
}

const hasOwnArrows = (target: Element, key: Direction) =>
  target.closest(OWN_ARROWS) !== null || (target.matches('input') && /Left|Right/.test(key))

const isShown = (it: Element) => it.getClientRects().length > 0

const stopsIn = (part: Element): HTMLElement[] =>
  [...part.querySelectorAll<HTMLElement>(STOPS)].filter((it) => it.tabIndex >= 0 && isShown(it))

/** From a part of the page, or the page itself: its first row, else its first key. */
const firstIn = (part: Element, main: Element): HTMLElement | null => {
  const stops = stopsIn(part.matches('h1') ? main : part)
  return stops.find((it) => it.matches('[data-row]')) ?? stops[0] ?? null
}

/** A place on the page. */
export interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

function nearest(from: Element, stops: readonly HTMLElement[], direction: Direction): HTMLElement | null {
  const at = from.getBoundingClientRect()
  let best: HTMLElement | null = null
  let least = Number.POSITIVE_INFINITY
  for (const stop of stops) {
    if (stop === from) continue
    const cost = wayTo(at, stop.getBoundingClientRect(), direction)
    if (cost === null || cost >= least) continue
    least = cost
    best = stop
  }
  return best
}

/** A key that is beside the way is that much farther away. */
const ASIDE = 3
/** Keys in one row may differ a little in height. */
const SLACK_PX = 4

/** How far away a key is in a direction; null where it is not in that direction. */
export function wayTo(from: Box, to: Box, direction: Direction): number | null {
  const [ahead, aside] =
    direction === 'ArrowDown'
      ? [to.top - from.bottom, gap(from.left, from.right, to.left, to.right)]
      : direction === 'ArrowUp'
        ? [from.top - to.bottom, gap(from.left, from.right, to.left, to.right)]
        : direction === 'ArrowRight'
          ? [to.left - from.right, gap(from.top, from.bottom, to.top, to.bottom)]
          : [from.left - to.right, gap(from.top, from.bottom, to.top, to.bottom)]
  return ahead < -SLACK_PX ? null : Math.max(0, ahead) + ASIDE * aside
}

/** How far two stretches are apart; 0 where they overlap. */
const gap = (from: number, to: number, otherFrom: number, otherTo: number) =>
  Math.max(0, otherFrom - to, from - otherTo)

/** The key of each part that had the focus last. */
const remembered = new WeakMap<Element, HTMLElement>()

/** Moves the focus to the next part of the page, or the one before, where it was there last. */
export function focusNextPart(step: 1 | -1) {
  const parts = [...document.querySelectorAll(PARTS)].filter(
    (part) => part.parentElement?.closest(PARTS) == null && stopsIn(part).length > 0,
  )
  const { activeElement } = document
  const at = parts.findIndex((part) => part.contains(activeElement))
  const [own] = parts.slice(at, at + 1)
  if (at >= 0 && own && activeElement instanceof HTMLElement) remembered.set(own, activeElement)
  const next = parts.at(at < 0 ? (step === 1 ? 0 : -1) : (at + step) % parts.length)
  if (next === undefined) return
  const last = remembered.get(next)
  const stop = last?.isConnected && next.contains(last) ? last : stopsIn(next)[0]
  if (stop) focusOn(stop)
}

/** With a ring around it, as after Tab. */
function focusOn(stop: HTMLElement) {
  stop.focus({ preventScroll: true, focusVisible: true })
  stop.scrollIntoView({ block: 'nearest' })
}
