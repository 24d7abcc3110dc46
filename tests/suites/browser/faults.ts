import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { full } from '../../setup/extent.ts'
import { type Asked, look } from './desk.ts'

export const WIDE = { width: 1440, height: 900 }
export const NARROW = { width: 390, height: 844 }

interface Shape {
  colorScheme: 'light' | 'dark'
  size: { width: number; height: number }
  asked?: Asked
}
export const DAY: Shape = { colorScheme: 'light', size: WIDE }
export const NIGHT: Shape = { colorScheme: 'dark', size: WIDE }
export const PHONE: Shape = { colorScheme: 'dark', size: NARROW }
/** As people see it who have asked their system for more contrast, or for colours of their own. */
export const CONTRAST: Shape = { ...DAY, asked: { contrast: 'more' } }
export const FORCED: Shape = { ...NIGHT, asked: { forcedColors: 'active' } }
const EVERY: readonly Shape[] = [
  ...[DAY, NIGHT, PHONE, CONTRAST, FORCED],
  { ...NIGHT, asked: { contrast: 'more' } },
  { ...DAY, asked: { forcedColors: 'active' } },
]

declare global {
  interface Window {
    axe: typeof axe
  }
}

const QUICK: axe.RunOptions = { resultTypes: ['violations'], selectors: false }
/** Axe leaves the size of targets out unless it is asked. */
const ALL: axe.RunOptions = { ...QUICK, rules: { 'target-size': { enabled: true } } }
const OF_COLOURS: axe.RunOptions = {
  ...QUICK,
  runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
}

/**
 * Accessibility faults with their elements, for each given shape of the screen. In a size that was tried, `npm test` tries only
 * what colours change; `npm run test:faults` tries everything in every shape.
 */
export async function faults(page: Page, shapes: readonly Shape[]): Promise<string[]> {
  await page.evaluate(axe.source)
  await page.evaluate(fillAsColoured)
  const found: string[] = []
  const tried = new Set<object>()
  // The last one stays.
  for (const shape of full ? [...EVERY, ...shapes] : shapes) {
    found.push(...(await faultsIn(page, shape, full || !tried.has(shape.size) ? ALL : OF_COLOURS)))
    tried.add(shape.size)
  }
  return found
}

async function faultsIn(
  page: Page,
  { colorScheme, size, asked = {} }: Shape,
  options: axe.RunOptions,
): Promise<string[]> {
  await look(page, colorScheme, size, asked)
  // What is behind a dialog was tried without it.
  const { violations } = await page.evaluate(
    (it) => window.axe.run(document.querySelector('[role=dialog]') ?? document, it),
    options,
  )
  const shape = `${[colorScheme, ...Object.keys(asked)].join(', ')}, ${size.width} wide`
  const spill = await spillOf(page)
  return [
    ...violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${shape}: ${id}: ${node.html} ${node.failureSummary}`),
    ),
    ...(spill > 0 ? [`${shape}: ${spill} px too wide`] : []),
  ]
}

/**
 * Runs in the page. Axe reads the colour of a text from `-webkit-text-fill-color`, which Chromium reports as it was before
 * the system's colours were forced. The console sets it nowhere, so it is the colour.
 */
function fillAsColoured() {
  const styles = CSSStyleDeclaration.prototype
  const read = styles.getPropertyValue
  styles.getPropertyValue = function (name) {
    return read.call(this, name === '-webkit-text-fill-color' ? 'color' : name)
  }
}

const spillOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

/** What a reader may set beside the page. Source: WCAG 2.2, 1.4.12. */
const SPACED = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
  p { margin-bottom: 2em !important }`

/** Pixels that are only seen by scrolling to the side: at 320 pixels, as at 400 %, and with wide spacing of texts. */
export async function sidewaysScroll(page: Page): Promise<{ narrow: number; spaced: number }> {
  await look(page, 'light', { width: 320, height: 640 })
  const narrow = await spillOf(page)
  await look(page, 'light', WIDE)
  const style = await page.evaluateHandle((css) => {
    const style = document.head.appendChild(document.createElement('style'))
    style.textContent = css
    return style
  }, SPACED)
  const spaced = await spillOf(page)
  await style.evaluate((it) => it.remove())
  return { narrow, spaced }
}
