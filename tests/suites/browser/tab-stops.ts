import type { Page } from 'playwright-core'

interface Stops {
  within: string
  seen: Set<Element>
  last: { element: Element; shown: string } | null
}
declare global {
  interface Window {
    __stops: Stops
  }
}

/** No page has as many. */
const MOST = 200

/**
 * Goes by Tab through the open dialog, or through that part of the page.
 * @returns what the keyboard does not reach, what does not show that it has the focus, and what has it under something else
 */
export async function tabFaults(page: Page, part = 'body'): Promise<string[]> {
  const found: string[] = []
  await page.evaluate((within) => {
    window.__stops = { within, seen: new Set(), last: null }
    if (within !== 'body') document.querySelector<HTMLElement>(within)?.focus()
  }, part)
  for (let presses = 0; presses < MOST; presses += 1) {
    await page.keyboard.press('Tab')
    const { fault, isOver } = await page.evaluate(visitStop)
    if (fault !== null) found.push(fault)
    if (isOver) return [...found, ...(await page.evaluate(notVisited))]
  }
  return [...found, 'Tab never comes round']
}

/** Runs in the page. */
function visitStop(): { fault: string | null; isOver: boolean } {
  for (const animation of document.getAnimations()) animation.finish()
  const { within, seen, last } = window.__stops
  const name = (it: Element) => it.outerHTML.slice(0, 140)
  /** How the element looks, and what around it may show the focus in its place. */
  const shownBy = (it: Element) =>
    [it, it.parentElement, it.nextElementSibling, it.closest('label')]
      .map((one) => {
        if (one === null) return ''
        const { outline, borderColor, boxShadow, backgroundColor } = getComputedStyle(one)
        return [outline, borderColor, boxShadow, backgroundColor].join(' ')
      })
      .join('; ')
  const labelOf = (it: Element) => (it instanceof HTMLInputElement ? it.labels?.[0] : null)
  const isHidden = (it: Element) => {
    const isDrawn = it.getBoundingClientRect().width > 1
    const { left, top, right, bottom } = ((isDrawn ? null : labelOf(it)) ?? it).getBoundingClientRect()
    return [
      [(left + right) / 2, (top + bottom) / 2],
      [left + 3, top + 3],
      [right - 3, bottom - 3],
    ].every(([x = 0, y = 0]) => {
      const hit = document.elementFromPoint(x, y)
      return hit === null || !(it.contains(hit) || hit.contains(it) || labelOf(it)?.contains(hit))
    })
  }
  const faults: string[] = []
  if (last?.element.isConnected && last.element !== document.activeElement)
    if (shownBy(last.element) === last.shown) faults.push(`no sign of the focus: ${name(last.element)}`)
  const at = document.activeElement
  // After its last stop the page itself comes, and then the first one.
  const isStop = at !== null && at !== document.body
  // A field for a date or a time has several stops.
  const hasMore = at === last?.element && at instanceof HTMLInputElement && /^(date|time)/.test(at.type)
  const isAgain = isStop && seen.has(at) && !hasMore
  const isOver = isStop ? isAgain || at.closest(within) === null : within !== 'body'
  window.__stops.last = isStop ? { element: at, shown: shownBy(at) } : null
  if (isStop && !isOver) {
    seen.add(at)
    if (isHidden(at)) faults.push(`the focus is out of sight: ${name(at)}`)
  }
  return { fault: faults.length > 0 ? faults.join('\n') : null, isOver }
}

/** Runs in the page. Of radio buttons the keyboard comes to one, and arrows go to the others. */
function notVisited(): string[] {
  const root = document.querySelector('[role=dialog]') ?? document.querySelector(window.__stops.within)
  const all = root?.querySelectorAll<HTMLElement>(
    ':is(button, input:not([type=radio], [type=file]), select, textarea):enabled, a[href]',
  )
  return [...(all ?? [])]
    .filter((it) => it.tabIndex >= 0 && it.checkVisibility({ visibilityProperty: true }))
    .filter((it) => !window.__stops.seen.has(it))
    .map((it) => `Tab does not come to ${it.outerHTML.slice(0, 140)}`)
}
