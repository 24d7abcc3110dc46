import type { Page } from 'playwright-core'

/**
 * Keys, labels and headings that do not show all of their words. What people and callers are called may be cut off; it is in
 * full elsewhere.
 */
export const cutLabels = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const NAMES = 'bdi, .tile, .call-open, .key, kbd, .visually-hidden, .news, .find-key'
    const isWithin = (text: DOMRect, box: DOMRect) =>
      text.left >= box.left - 1 && text.right <= box.right + 1 && text.bottom <= box.bottom + 1
    /** In a narrow line a sign stands for the word. */
    const isHidden = ({ parentElement }: Text) =>
      parentElement === null || getComputedStyle(parentElement).clipPath !== 'none'
    const isCut = (text: Text, label: Element) => {
      const range = document.createRange()
      range.selectNodeContents(text)
      const rect = range.getBoundingClientRect()
      if (rect.width === 0 || isHidden(text)) return false
      for (let at = text.parentElement; at !== null; at = at.parentElement) {
        const clips = at === label || getComputedStyle(at).overflowX !== 'visible'
        if (clips && !isWithin(rect, at.getBoundingClientRect())) return true
        if (at === label) return false
      }
      return false
    }
    const root = document.querySelector('[role=dialog]') ?? document.body
    const found = new Set<string>()
    for (const label of root.querySelectorAll('button, a.btn, a.nav-link, label, legend, th, h1, h2, h3')) {
      if (!label.checkVisibility() || label.closest(NAMES)) continue
      const texts = document.createTreeWalker(label, NodeFilter.SHOW_TEXT)
      for (let node = texts.nextNode(); node !== null; node = texts.nextNode())
        if (node instanceof Text && !node.parentElement?.closest(NAMES) && isCut(node, label))
          found.add(`${node.data} (${label.className})`)
    }
    return [...found]
  })

/** The page, or the open dialog, where it is wider than its place. */
export const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const root = document.querySelector('[role=dialog]') ?? document.documentElement
    return [root, ...root.querySelectorAll('form')]
      .filter((it) => it.scrollWidth > it.clientWidth + 1)
      .map((it) => `too wide: ${it.outerHTML.slice(0, 100)}`)
  })
