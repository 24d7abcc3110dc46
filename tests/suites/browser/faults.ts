import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { type Asked, look } from './desk.ts'

export const WIDE = { width: 1440, height: 900 }
export const NARROW = { width: 390, height: 844 }

interface Shape {
  colorScheme: 'light' | 'dark'
  size: { width: number; height: number }
  asked?: Asked
}
export const DAY = { colorScheme: 'light', size: WIDE } as const satisfies Shape
export const NIGHT = { colorScheme: 'dark', size: WIDE } as const satisfies Shape
export const PHONE = { colorScheme: 'dark', size: NARROW } as const satisfies Shape
/** As people see it who have asked their system for more contrast, or for colours of their own. */
const CONTRAST = { ...DAY, asked: { contrast: 'more' } } as const satisfies Shape
const DARK_CONTRAST = { ...NIGHT, asked: { contrast: 'more' } } as const satisfies Shape
const FORCED = { ...NIGHT, asked: { forcedColors: 'active' } } as const satisfies Shape

declare global {
  interface Window {
    axe: typeof axe
  }
}

/** Rules that axe leaves out unless it is asked. */
const RULES = { 'target-size': { enabled: true } }
/** What a theme can change. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block']

/** Accessibility faults with their elements, for each given shape of the screen. */
export async function faults(page: Page, shapes: readonly Shape[]): Promise<string[]> {
  await page.evaluate(axe.source)
  const found: string[] = []
  for (const shape of shapes) found.push(...(await faultsIn(page, shape, { rules: RULES })))
  return found
}

/** Faults by day; then those of colours by night, with more contrast by day and by night, and with colours of the system. */
export async function faultsInAllThemes(page: Page): Promise<string[]> {
  const found = await faults(page, [DAY])
  const colours = { runOnly: { type: 'rule' as const, values: OF_COLOURS } }
  for (const shape of [NIGHT, CONTRAST, DARK_CONTRAST, FORCED])
    found.push(...(await faultsIn(page, shape, colours)))
  return found
}

async function faultsIn(
  page: Page,
  { colorScheme, size, asked = {} }: Shape,
  options: axe.RunOptions,
): Promise<string[]> {
  await look(page, colorScheme, size, asked)
  const { violations } = await page.evaluate((it) => window.axe.run(it), options)
  const shape = `${[colorScheme, ...Object.keys(asked)].join(', ')}, ${size.width} wide`
  const spill = await spillOf(page)
  return [
    ...violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${shape}: ${id}: ${node.html} ${node.failureSummary}`),
    ),
    ...(spill > 0 ? [`${shape}: ${spill} px too wide`] : []),
  ]
}

const spillOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

/** What a reader may set beside the page. Source: WCAG 2.2, 1.4.12. */
const SPACED = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
  p { margin-bottom: 2em !important }`

/** Pixels to the side that are only seen by scrolling: 320 pixels wide, as at 400 %, and with wide spacing of texts. */
export async function sidewaysScroll(page: Page): Promise<number[]> {
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
  return [narrow, spaced]
}

/** Keys and fields that have the focus and lie under something else, or outside the window. Source: WCAG 2.2, 2.4.11. */
export async function outOfFocus(page: Page): Promise<string[]> {
  await look(page, 'light', { width: 1280, height: 600 })
  return page.evaluate(() => {
    const all = [
      ...document.querySelectorAll<HTMLElement>('main :is(button, a[href], input, select, textarea)'),
    ]
    return all
      .filter((it) => it.checkVisibility() && !it.matches(':disabled, .visually-hidden, [type=file]'))
      .filter((it) => {
        it.focus()
        const { left, top, right, bottom } = it.getBoundingClientRect()
        const points = [
          [(left + right) / 2, (top + bottom) / 2],
          [left + 3, top + 3],
          [right - 3, bottom - 3],
        ] as const
        return points.every(([x, y]) => {
          const hit = document.elementFromPoint(x, y)
          return !hit || !(it.contains(hit) || hit.contains(it) || it.closest('label')?.contains(hit))
        })
      })
      .map((it) => `the focus is out of sight: ${it.outerHTML.slice(0, 120)}`)
  })
}
