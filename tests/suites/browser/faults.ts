import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { look } from './desk.ts'

export const WIDE = { width: 1440, height: 900 }
export const NARROW = { width: 390, height: 844 }
export const DAY = { colorScheme: 'light', size: WIDE } as const
export const NIGHT = { colorScheme: 'dark', size: WIDE } as const
export const PHONE = { colorScheme: 'dark', size: NARROW } as const

declare global {
  interface Window {
    axe: typeof axe
  }
}

/** Accessibility faults with their elements, for each given size and colour scheme of the screen. */
export async function faults(
  page: Page,
  shapes: readonly (typeof DAY | typeof NIGHT | typeof PHONE)[],
): Promise<string[]> {
  await page.evaluate(axe.source)
  const found: string[] = []
  for (const { colorScheme, size } of shapes) {
    await look(page, colorScheme, size)
    const { violations } = await page.evaluate(() => window.axe.run())
    const shape = `${colorScheme}, ${size.width} wide`
    for (const { id, nodes } of violations)
      for (const node of nodes) found.push(`${shape}: ${id}: ${node.html} ${node.failureSummary}`)
    const spill = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    if (spill > 0) found.push(`${shape}: ${spill} px too wide`)
  }
  return found
}
